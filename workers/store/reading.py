"""Plain reads: one article, its history, and how entries ended."""

import zlib
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from workers.settlement import Settled
from workers.store.records import Counts, StoredResult, StoredVersion
from workers.store.schema import articles, is_current, outcomes, raw_articles, results

r = results.c
o = outcomes.c
_of_article = results.join(articles, articles.c.id == r.article)


def get(connection: Connection, article_id: str, version: int | None) -> StoredResult | None:
    """See Store.get."""
    found = connection.execute(
        select(r.version, r.current, r.run, r.accepted_at, r.stored_at, r.record)
        .select_from(_of_article)
        .where(articles.c.article_id == article_id, is_current if version is None else r.version == version)
    ).one_or_none()
    if found is None:
        return None
    number, current, run, accepted_at, stored_at, record = found
    return StoredResult(article_id, number, current, run, accepted_at, stored_at, record.encode())


def page(connection: Connection, after: int, source_key: str | None, limit: int) -> list[tuple[int, StoredResult]]:
    """Current versions by their article's key, those after the given one. See Store.walk."""
    query = (
        select(articles.c.id, articles.c.article_id, r.version, r.current, r.run, r.accepted_at, r.stored_at, r.record)
        .select_from(_of_article)
        .where(is_current, articles.c.id > after)
        .order_by(articles.c.id)
        .limit(limit)
    )
    if source_key is not None:
        query = query.where(r.source_key == source_key)
    return [
        (
            row.id,
            StoredResult(
                row.article_id, row.version, row.current, row.run, row.accepted_at, row.stored_at, row.record.encode()
            ),
        )
        for row in connection.execute(query)
    ]


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
    found = connection.execute(select(o.outcome, func.count()).where(o.ledger == ledger).group_by(o.outcome))
    numbers = {"stored": 0, "dead": 0, "duplicate": 0} | dict(found.all())
    return Counts(**numbers)
