"""The shared store: every accepted article ends here, once, as a result, a dead letter or a duplicate."""

from workers.store.dead_letters import LetterQuery, grouped
from workers.store.migrate import migrate
from workers.store.records import (
    Ages,
    Contradiction,
    Counts,
    DeadLetter,
    DeadLetterGroup,
    Earlier,
    Ended,
    Forgotten,
    Hit,
    NearDuplicate,
    Outcome,
    Purged,
    Reach,
    StoredResult,
    StoredVersion,
)
from workers.store.selecting import Selection
from workers.store.store import Store
from workers.store.trouble import QueryError

__all__ = [
    "Ages",
    "Contradiction",
    "Counts",
    "DeadLetter",
    "DeadLetterGroup",
    "Earlier",
    "Ended",
    "Forgotten",
    "Hit",
    "LetterQuery",
    "NearDuplicate",
    "Outcome",
    "Purged",
    "QueryError",
    "Reach",
    "Selection",
    "Store",
    "StoredResult",
    "StoredVersion",
    "grouped",
    "migrate",
]
