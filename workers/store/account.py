"""How the entries of a ledger ended, counted exactly up to the entry that the queue had reached when it was read."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from workers.entry_id import accepted_at, position
from workers.store.records import Counts, Earlier, Ended, Outcome, Reach
from workers.store.schema import expired_outcomes, outcomes

ENTRIES_A_QUERY = 500
DAY = timedelta(days=1)

o = outcomes.c
e = expired_outcomes.c


def ended(connection: Connection, reach: Reach, since: datetime | None, until: datetime | None) -> Ended:
    """See Store.ended."""
    counts = dict.fromkeys(("stored", "duplicate", "dead"), 0)
    found = select(o.outcome, func.count()).where(o.ledger == reach.ledger, _within(since, until)).group_by(o.outcome)
    for outcome, number in connection.execute(found):
        counts[outcome] += number
    expired = 0
    gone = select(e.outcome, func.sum(e.entries)).where(e.ledger == reach.ledger, _days(since, until))
    for outcome, number in connection.execute(gone.group_by(e.outcome)):
        counts[outcome] += int(number)
        expired += int(number)
    passing = set(_settled(connection, reach))
    newer = {}
    for entry, outcome in _since_the_look(connection, reach):
        if position(entry) <= position(reach.last):
            passing.add(entry)
        elif _holds(accepted_at(entry), since, until):
            counts[outcome] -= 1
            newer[entry] = outcome
    return Ended(Counts(**counts), expired, frozenset(passing), newer)


def earlier(connection: Connection, ledger: str | None) -> list[Earlier]:
    """See Store.earlier_ledgers."""
    span = (func.count(), func.min(o.accepted_at), func.max(o.settled_at))
    others = select(o.ledger, *span).where(o.ledger != (ledger or "")).group_by(o.ledger)
    return [Earlier(*row) for row in connection.execute(others.order_by(func.max(o.settled_at)))]


def latest(connection: Connection, ledger: str, before: int | None, limit: int) -> list[Outcome]:
    """See Store.latest_outcomes: a page of it."""
    columns = (o.id, o.entry, o.outcome, o.article_id, o.accepted_at, o.settled_at, o.raw_sha256.is_(None))
    query = select(*columns).where(o.ledger == ledger).order_by(o.id.desc()).limit(limit)
    if before is not None:
        query = query.where(o.id < before)
    return [Outcome(*row) for row in connection.execute(query)]


def _within(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    """Outcomes of entries accepted from `since` on and before `until`."""
    bounds = [o.accepted_at >= since] if since else []
    bounds += [o.accepted_at < until] if until else []
    return and_(true(), *bounds)


def _days(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    """Days that reach into the window: a day whose outcomes are gone cannot be counted in parts."""
    bounds = [e.day > since - DAY] if since else []
    bounds += [e.day < until] if until else []
    return and_(true(), *bounds)


def _holds(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at < until)


def _settled(connection: Connection, reach: Reach) -> Iterator[str]:
    """Entries that were pending when the queue was looked at, and are settled now."""
    for start in range(0, len(reach.pending), ENTRIES_A_QUERY):
        entries = reach.pending[start : start + ENTRIES_A_QUERY]
        query = select(o.entry).where(o.ledger == reach.ledger, o.stream == reach.stream, o.entry.in_(entries))
        yield from connection.execute(query).scalars()


def _since_the_look(connection: Connection, reach: Reach) -> Iterator[tuple[str, str]]:
    """Entries that no dispatcher had taken when the queue was looked at, and that are settled now."""
    newer = (o.ledger == reach.ledger, o.accepted_at >= accepted_at(reach.delivered), o.stream == reach.stream)
    for entry, outcome in connection.execute(select(o.entry, o.outcome).where(*newer)):
        if position(entry) > position(reach.delivered):
            yield entry, outcome
