"""The shared store: every accepted article ends here, once, as a result, a dead letter or a duplicate."""

from workers.store.migrate import migrate
from workers.store.records import Counts, DeadLetter, Forgotten, Hit, NearDuplicate, Purged, StoredResult, StoredVersion
from workers.store.search import QueryError
from workers.store.store import Store

__all__ = [
    "Counts",
    "DeadLetter",
    "Forgotten",
    "Hit",
    "NearDuplicate",
    "Purged",
    "QueryError",
    "Store",
    "StoredResult",
    "StoredVersion",
    "migrate",
]
