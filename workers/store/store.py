"""The store: one handle on the database in which every accepted article ends, and from which anyone may read."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from newsmill.errors import Misconfigured
from workers.settlement import Settled, Settlement
from workers.store import account, dead_letters, integrity, near_index, reading
from workers.store.database import Database
from workers.store.dead_letters import LetterQuery
from workers.store.expiry import purge
from workers.store.migrate import check_schema
from workers.store.records import (
    Ages,
    Contradiction,
    Counts,
    DeadLetter,
    Earlier,
    Ended,
    Forgotten,
    Hit,
    LetterState,
    NearDuplicate,
    Outcome,
    Purged,
    Reach,
    StoredResult,
    StoredVersion,
)
from workers.store.removal import forget
from workers.store.search import Query, search
from workers.store.selecting import Selection
from workers.store.settle import settle

LETTERS_PAGE = 1000
WALK_PAGE = 200  # results a transaction of Store.walk: a few megabytes


def _rest(seconds: float) -> bool:
    """Leave the database to others for as long as it was held."""
    time.sleep(seconds)
    return False


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
        """Give the connections back."""
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
        refuses becomes a dead letter of stage "settle"; the rest of its batch is stored all the same. Raises Permanent
        for a dead letter that the database refuses.
        """
        return settle(self._database, settlements, datetime.now(UTC))

    def get(self, article_id: str, version: int | None = None) -> StoredResult | None:
        """One version of an article, by default the current one; None when it is not stored."""
        with self._database.read() as connection:
            return reading.get(connection, article_id, version)

    def walk(self, selection: Selection | None = None) -> Iterator[StoredResult]:
        """Current versions, of every article or of those selected, in the order in which the articles first came.

        Read in pages, so that a walk over millions holds neither memory nor a transaction for long.
        """
        after = 0
        while True:
            with self._database.read() as connection:
                found = reading.page(connection, after, selection or Selection(), WALK_PAGE)
            yield from (result for _, result in found)
            if len(found) < WALK_PAGE:
                return
            after = found[-1][0]

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

    def ended(self, reach: Reach, since: datetime | None = None, until: datetime | None = None) -> Ended:
        """How the ledger's entries ended, of those accepted from `since` on and before `until`, up to where the queue
        had come when it was looked at. With outcomes that retention removed, those counted by whole days.
        """
        with self._database.snapshot() as connection:
            return account.ended(connection, reach, since, until)

    def contradictions(self, since: datetime | None = None, until: datetime | None = None) -> list[Contradiction]:
        """Where the store does not agree with itself about entries accepted in this window of time; none, in order."""
        with self._database.snapshot() as connection:
            return list(integrity.contradictions(connection, since, until))

    def latest_outcomes(self, ledger: str, since: datetime) -> Iterator[Outcome]:
        """The ledger's outcomes, the one settled last first, back to this time of settling."""
        before = None
        while True:
            with self._database.read() as connection:
                found = account.latest(connection, ledger, before, WALK_PAGE)
            for outcome in found:
                if outcome.settled_at < since:
                    return
                yield outcome
            if len(found) < WALK_PAGE:
                return
            before = found[-1].id

    def earlier_ledgers(self, ledger: str | None) -> list[Earlier]:
        """The ledgers other than this one that the store knows, the one that settled last at the end."""
        with self._database.read() as connection:
            return account.earlier(connection, ledger)

    def counts(self, ledger: str) -> Counts:
        """How many entries of the ledger ended in each way."""
        with self._database.snapshot() as connection:
            return reading.counts(connection, ledger)

    def search(
        self,
        *,
        entity: str | None = None,
        topic: str | None = None,
        since: datetime | None = None,
        text: str | None = None,
        source: str | None = None,
        limit: int = 20,
        before: str | None = None,
    ) -> list[Hit]:
        """Articles in their current versions to which every given filter applies, newest first.

        `entity` is a name or alias, `source` a source; case and accents do not count in either. `topic` is the id of
        a topic or of one of its ancestors. `since` is compared with Hit.dated_at. `text` holds words that must all
        occur in headline or text. `before` is the cursor of the last hit of the page before. Raises QueryError.
        """
        with self._database.read() as connection:
            return search(connection, Query(entity, topic, since, text, source, limit, before))

    def near_duplicates(self, article_id: str) -> list[NearDuplicate]:
        """The article's links, to what it nearly repeats and from what nearly repeats it, most similar first."""
        with self._database.read() as connection:
            return near_index.linked_with(connection, article_id)

    def dead_letters(self, query: LetterQuery | None = None) -> list[DeadLetter]:
        """The dead letters that the query asks for, all by default, newest first."""
        with self._database.read() as connection:
            return dead_letters.listed(connection, query or LetterQuery())

    def walk_dead_letters(self, query: LetterQuery) -> Iterator[DeadLetter]:
        """The same, a page at a time, each in a transaction of its own."""
        left = query.limit
        while left is None or left > 0:
            size = LETTERS_PAGE if left is None else min(LETTERS_PAGE, left)
            page = self.dead_letters(replace(query, limit=size))
            yield from page
            if len(page) < size:
                return
            left = None if left is None else left - size
            query = replace(query, after=page[-1].id)

    def dead_letter_raw(self, number: int) -> bytes | None:
        """The article of a dead letter exactly as it was accepted; None when its body was gone."""
        with self._database.read() as connection:
            return dead_letters.raw(connection, number)

    def claim_replay(self, number: int, by: str, *, again: bool = False) -> bool:
        """Mark a dead letter as sent through again, for one caller alone. False: it is not open, or its body is gone.

        `again` also claims one that was replayed before, whether or not that ended.
        """
        states: tuple[LetterState, ...] = ("open", "replaying", "replayed") if again else ("open",)
        with self._database.write() as connection:
            return dead_letters.claim(connection, number, by, datetime.now(UTC), states)

    def release_replay(self, number: int) -> None:
        """Open a dead letter again that was claimed and not sent."""
        with self._database.write() as connection:
            dead_letters.release(connection, number)

    def discard(self, number: int, by: str, why: str) -> bool:
        """Give a dead letter up: its body goes, the rest stays with who, when and why. False: it is on its way again,
        discarded already, or not there."""
        with self._database.write() as connection:
            return dead_letters.discard(connection, number, by, why, datetime.now(UTC))

    def forget(self, article_id: str, up_to: str | None = None) -> Forgotten:
        """Remove an article for good: every version, index row, raw article and dead letter of it.

        What was accepted up to the entry `up_to` (until now by this machine's clock) and is still on its way, re-runs
        included, ends as a dead letter that keeps nothing of it; what is sent later is a new article. Outcomes stay
        for the ledger's sum, without id, content hash and detail. On SQLite its bytes leave the file too, which costs
        a rewrite of the full-text index; on PostgreSQL they go with the next vacuum.
        """
        now = datetime.now(UTC)
        return forget(self._database, article_id, up_to or f"{int(now.timestamp() * 1000)}-0", now)

    def purge(self, ages: Ages, pause: Callable[[float], bool] = _rest) -> Purged:
        """Remove what is older than these ages, in small transactions, and remember what went.

        Every sum stays right: outcomes are then counted by the day. An article is removed as a whole, once its newest
        version is too old. `pause` is called after each transaction with the seconds it took, to let others write; it
        returns True to stop.
        """
        return purge(self._database, ages, pause)
