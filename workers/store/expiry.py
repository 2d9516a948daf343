"""Retention: what is too old is removed in small transactions and recorded, so that every sum still holds."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, delete, exists, func, select, tuple_

from workers.store.database import Database
from workers.store.index_rows import delete_index_rows
from workers.store.near_index import delete_links
from workers.store.records import Ages, Purged
from workers.store.schema import (
    articles,
    dead_letters,
    expired_outcomes,
    forgotten,
    outcomes,
    raw_articles,
    results,
    retention,
)
from workers.store.upsert import insert_into

# Rows a transaction: whoever settles meanwhile waits for one at most. Rows that hold a whole article take longest.
ROWS = 500
RAW_ROWS = 50

Pause = Callable[[float], bool]  # called between transactions with the seconds the last one took; True: stop
Steps = Iterator[int]  # a transaction each, and how many rows it removed

d = dead_letters.c
o = outcomes.c
r = results.c
w = raw_articles.c


def purge(database: Database, ages: Ages, pause: Pause) -> Purged:
    """See Store.purge."""
    removed = dict.fromkeys(_STEPS, 0)
    for kind, steps_of in _STEPS.items():
        before = getattr(ages, kind)
        steps = iter(()) if before is None else steps_of(database, before)
        begun = time.perf_counter()
        for rows in steps:
            removed[kind] += rows
            if pause(time.perf_counter() - begun):
                return Purged(**removed)
            begun = time.perf_counter()
    return Purged(**removed)


def _expire_results(database: Database, before: datetime) -> Steps:
    """Whole articles, once their newest version is too old. One a transaction, as when one is forgotten."""
    newer = results.alias()
    alive = exists().where(newer.c.article == r.article, newer.c.accepted_at >= before)
    old = select(r.accepted_at, r.article).where(r.accepted_at < before, ~alive)
    page = old
    while True:
        with database.read() as connection:
            found = connection.execute(page.order_by(r.accepted_at, r.article).limit(ROWS)).all()
        for _, key in found:
            with database.write() as connection:
                versions = _expire_article(connection, key, before)
            yield versions
        if len(found) < ROWS:
            return
        page = old.where(tuple_(r.accepted_at, r.article) > tuple_(*found[-1]))


def _expire_article(connection: Connection, key: int, before: datetime) -> int:
    """Unless somebody stores a version of it at this moment."""
    head = select(articles.c.id).where(articles.c.id == key).with_for_update(skip_locked=True)
    newer = select(r.version).where(r.article == key, r.accepted_at >= before).limit(1)
    if connection.execute(head).first() is None or connection.execute(newer).first() is not None:
        return 0
    delete_links(connection, key)
    delete_index_rows(connection, [key])
    versions = connection.execute(delete(results).where(r.article == key)).rowcount
    connection.execute(delete(articles).where(articles.c.id == key))
    _note(connection, "results", before, versions)
    return versions


def _expire_raw_articles(database: Database, before: datetime) -> Steps:
    old = select(w.article, w.version).where(w.accepted_at < before).order_by(w.accepted_at).limit(RAW_ROWS)
    yield from _repeat(database, "raw_articles", before, old)


def _expire_dead_letters(database: Database, before: datetime) -> Steps:
    old = select(d.id).where(d.failed_at < before).order_by(d.failed_at).limit(RAW_ROWS)
    yield from _repeat(database, "dead_letters", before, old)


def _repeat(database: Database, kind: str, before: datetime, old: Select[Any]) -> Steps:
    table = {"raw_articles": raw_articles, "dead_letters": dead_letters}[kind]
    removed = RAW_ROWS
    while removed == RAW_ROWS:
        with database.write() as connection:
            removed = connection.execute(delete(table).where(tuple_(*table.primary_key).in_(old))).rowcount
            _note(connection, kind, before, removed)
        yield removed


def _expire_outcomes(database: Database, before: datetime) -> Steps:
    """Only what was settled long ago too: until an entry has passed the gate, its outcome is what makes it end once."""
    ledger = ""
    while True:
        with database.read() as connection:
            ledger = connection.execute(select(func.min(o.ledger)).where(o.ledger > ledger)).scalar_one()
        if ledger is None:
            break
        old = select(o.id).where(o.ledger == ledger, o.accepted_at < before, o.settled_at < before)
        removed = ROWS
        while removed == ROWS:
            with database.write() as connection:
                removed = _expire_some(connection, old.order_by(o.accepted_at).limit(ROWS))
                _note(connection, "outcomes", before, removed)
            yield removed
    with database.write() as connection:
        connection.execute(delete(forgotten).where(forgotten.c.forgotten_at < before))


def _expire_some(connection: Connection, old: Select[Any]) -> int:
    """Count what was really removed: another process may be removing the same."""
    gone = delete(outcomes).where(o.id.in_(old)).returning(o.ledger, o.stream, o.accepted_at, o.outcome)
    days: Counter[tuple[str, str, datetime, str]] = Counter()
    for ledger, stream, accepted_at, outcome in connection.execute(gone):
        midnight = accepted_at.replace(hour=0, minute=0, second=0, microsecond=0)
        days[ledger, stream, midnight, outcome] += 1
    if days:
        names = ("ledger", "stream", "day", "outcome")
        rows = [{**dict(zip(names, day, strict=True)), "entries": entries} for day, entries in sorted(days.items())]
        insert = insert_into(connection, expired_outcomes)
        added = expired_outcomes.c.entries + insert.excluded.entries
        connection.execute(
            insert.on_conflict_do_update(index_elements=[*expired_outcomes.primary_key], set_={"entries": added}), rows
        )
    return sum(days.values())


def _note(connection: Connection, kind: str, before: datetime, removed: int) -> None:
    """Remember up to when this kind was removed: the audit asks for nothing older."""
    if not removed:
        return
    insert = insert_into(connection, retention)
    known = retention.c
    connection.execute(
        insert.values(kind=kind, before=before, removed=removed).on_conflict_do_update(
            index_elements=[known.kind],
            set_={
                "before": case((known.before > insert.excluded.before, known.before), else_=insert.excluded.before),
                "removed": known.removed + removed,
            },
        )
    )


_STEPS: dict[str, Callable[[Database, datetime], Steps]] = {
    "results": _expire_results,
    "raw_articles": _expire_raw_articles,
    "dead_letters": _expire_dead_letters,
    "outcomes": _expire_outcomes,
}
