"""The store: one handle on the database in which every accepted article ends, and from which anyone may read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from workers.errors import Misconfigured
from workers.settlement import Settled, Settlement
from workers.store import reading
from workers.store.database import Database
from workers.store.migrate import check_schema
from workers.store.records import Counts, StoredResult, StoredVersion
from workers.store.settle import settle


class Store:
    """An open store. Threads may share one; a forked process opens its own.

    Every method raises Transient when the database is in trouble, and then has changed nothing of its own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect to sqlite:///FOLDER/FILE or postgresql://USER:PASSWORD@HOST/DATABASE.

        Raises Misconfigured when the URL cannot be used or the schema is not the one this newsmill needs, and
        Transient when the database cannot be reached.
        """
        database = Database(url)
        if database.is_sqlite and not database.path.exists():
            raise Misconfigured(f"{database.place} does not exist; run `newsmill migrate`")
        try:
            with database.read() as connection:
                check_schema(connection, database.place)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def settle(self, settlements: Sequence[Settlement]) -> list[Settled]:
        """End ledger entries, in one transaction for the whole batch; answers in the order of the settlements.

        The first outcome of an entry wins: settling it again gives that one's answer. A result that the database
        refuses becomes a dead letter of stage "settle"; the rest of its batch is stored all the same.
        """
        return settle(self._database, settlements, datetime.now(UTC))

    def get(self, article_id: str, version: int | None = None) -> StoredResult | None:
        """One version of an article, by default the current one; None when it is not stored."""
        with self._database.read() as connection:
            return reading.get(connection, article_id, version)

    def versions(self, article_id: str) -> list[StoredVersion]:
        """The article's versions, lowest number first."""
        with self._database.read() as connection:
            return reading.versions(connection, article_id)

    def raw(self, article_id: str, version: int) -> bytes | None:
        """The article of that version exactly as it was accepted; None when it is not stored, or no longer."""
        with self._database.read() as connection:
            return reading.raw(connection, article_id, version)

    def outcomes(self, ledger: str, stream: str, entries: Sequence[str]) -> dict[str, Settled]:
        """How these stream entries ended; an entry that is not settled is not in the answer."""
        with self._database.read() as connection:
            return reading.outcomes_of(connection, ledger, stream, entries)

    def counts(self, ledger: str) -> Counts:
        """How many entries of the ledger ended in each way."""
        with self._database.read() as connection:
            return reading.counts(connection, ledger)
