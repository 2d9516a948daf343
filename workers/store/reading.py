"""Plain reads: one article, its history, and how entries ended."""

import zlib
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, func, select

from workers.settlement import Settled
from workers.store.records import Counts, StoredResult, StoredVersion
from workers.store.schema import articles, expired_outcomes, is_current, outcomes, raw_articles, results
from workers.store.selecting import Selection

r = results.c
e = expired_outcomes.c
o = outcomes.c
_of_article = results.join(articles, articles.c.id == r.article)
_stored = select(
    articles.c.id, articles.c.article_id, r.version, r.current, r.run, r.entry, r.accepted_at, r.stored_at, r.record
).select_from(_of_article)


def get(connection: Connection, article_id: str, version: int | None) -> StoredResult | None:
    """See Store.get."""
    wanted = is_current if version is None else r.version == version
    found = connection.execute(_stored.where(articles.c.article_id == article_id, wanted))
    row = found.mappings().one_or_none()
    return None if row is None else _stored_result(row)


def page(connection: Connection, after: int, selection: Selection, limit: int) -> list[tuple[int, StoredResult]]:
    """Current versions by their article's key, those after the given one. See Store.walk."""
    wanted = selection.conditions(connection.dialect.name)
    query = _stored.where(is_current, articles.c.id > after, *wanted).order_by(articles.c.id).limit(limit)
    return [(row["id"], _stored_result(row)) for row in connection.execute(query).mappings()]


def _stored_result(row: RowMapping) -> StoredResult:
    facts = {name: value for name, value in row.items() if name != "id"}
    return StoredResult(**facts | {"record": row["record"].encode()})


def versions(connection: Connection, article_id: str) -> list[StoredVersion]:
    """See Store.versions."""
    columns = (r.version, r.current, r.explicit, r.run, r.fingerprint, r.headline, r.accepted_at, r.stored_at)
    found = connection.execute(
        select(*columns).select_from(_of_article).where(articles.c.article_id == article_id).order_by(r.version)
    )
    return [StoredVersion(*row) for row in found]


def raw(connection: Connection, article_id: str, version: int) -> bytes | None:
    """See Store.raw."""
    packed = connection.execute(
        select(raw_articles.c.raw)
        .join(articles, articles.c.id == raw_articles.c.article)
        .where(articles.c.article_id == article_id, raw_articles.c.version == version)
    ).scalar_one_or_none()
    return None if packed is None else zlib.decompress(packed)


def outcomes_of(connection: Connection, ledger: str, stream: str, entries: Sequence[str]) -> dict[str, Settled]:
    """See Store.outcomes. Of an id that was used again after a Redis lost its last writes, the later outcome counts."""
    found = connection.execute(
        select(o.entry, o.outcome, o.article_id, o.version, o.detail)
        .where(o.ledger == ledger, o.stream == stream, o.entry.in_(entries))
        .order_by(o.id)
    )
    return {row.entry: Settled(*row) for row in found}


def counts(connection: Connection, ledger: str) -> Counts:
    """See Store.counts."""
    numbers = {"stored": 0, "dead": 0, "duplicate": 0}
    kept = select(o.outcome, func.count()).where(o.ledger == ledger).group_by(o.outcome)
    gone = select(e.outcome, func.sum(e.entries)).where(e.ledger == ledger).group_by(e.outcome)
    for outcome, number in (*connection.execute(kept), *connection.execute(gone)):
        numbers[outcome] += int(number)
    return Counts(**numbers)
