"""The index of signatures, and the links between near-duplicates: written with the index rows, read by article."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, delete, or_, select, text
from sqlalchemy.orm import aliased

from workers.entry_id import position
from workers.store.near import Signed, first_near, keys_of, similarity
from workers.store.records import NearDuplicate
from workers.store.rows import Row
from workers.store.schema import articles, near_duplicates, results, signature_keys, signatures

MOST_OF_A_KEY = 8  # articles; the copies after them find these, and the index stays small under a flood of one text

_find_keys_on_postgresql = text("SELECT key, article FROM signature_keys WHERE key = ANY (CAST(:keys AS bigint[]))")
_find_keys_on_sqlite = text("SELECT key, article FROM signature_keys WHERE key IN (SELECT value FROM json_each(:keys))")
_insert_keys_on_postgresql = text(
    "INSERT INTO signature_keys (key, article)"
    " SELECT * FROM unnest(CAST(:keys AS bigint[]), CAST(:articles AS bigint[]))"
)


def index_signatures(connection: Connection, signed: Sequence[Signed]) -> None:
    """Index and link these, one after the other in the order of the stream, as if each had been settled alone."""
    if not signed:
        return
    keys = {one.article: keys_of(one.hashes) for one in signed}
    holders = _holders(connection, {key for some in keys.values() for key in some})
    known = _candidates(connection, {article for some in holders.values() for article in some})
    links: list[Row] = []
    key_rows: list[tuple[int, int]] = []
    for one in sorted(signed, key=lambda one: one.place):
        holding = [holders.setdefault(key, []) for key in keys[one.article]]
        candidates = {article for some in holding for article in some if article in known}
        other = first_near(one, (known[article] for article in candidates))
        if other is not None:
            links.append(_link_row(one, other))
        for key, some in zip(keys[one.article], holding, strict=True):
            if len(some) < MOST_OF_A_KEY:
                some.append(one.article)
                key_rows.append((key, one.article))
        known[one.article] = one
    connection.execute(signatures.insert(), [{"article": one.article, "hashes": one.hashes} for one in signed])
    if key_rows:
        _insert_keys(connection, key_rows)
    if links:
        connection.execute(near_duplicates.insert(), links)


def delete_signatures(connection: Connection, keys: Collection[int]) -> None:
    """Take articles out of the index, with the links they made; links that others made to them stay."""
    s, k = signatures.c, signature_keys.c
    stored = connection.execute(select(s.hashes).where(s.article.in_(keys))).scalars().all()
    if stored:
        found = sorted({key for hashes in stored for key in keys_of(hashes)})
        connection.execute(delete(signature_keys).where(k.key.in_(found), k.article.in_(keys)))
        connection.execute(delete(signatures).where(s.article.in_(keys)))
        _delete_links(connection, near_duplicates.c.found_by.in_(keys))


def delete_links(connection: Connection, key: int) -> None:
    """Remove every link of an article, whoever made it."""
    n = near_duplicates.c
    _delete_links(connection, or_(n.article == key, n.of_article == key))


def linked_with(connection: Connection, article_id: str) -> list[NearDuplicate]:
    """See Store.near_duplicates."""
    n, of = near_duplicates.c, aliased(articles)
    key = select(articles.c.id).where(articles.c.article_id == article_id).scalar_subquery()
    found = connection.execute(
        select(articles.c.article_id, n.version, of.c.article_id, n.of_version, n.similarity)
        .join_from(near_duplicates, articles, articles.c.id == n.article)
        .join(of, of.c.id == n.of_article)
        .where(or_(n.article == key, n.of_article == key))
    )
    return sorted((NearDuplicate(*row) for row in found), key=_most_similar_first)


def _most_similar_first(link: NearDuplicate) -> tuple[float, str, str]:
    return -link.similarity, link.article_id, link.of_article_id


def _holders(connection: Connection, keys: Collection[int]) -> dict[int, list[int]]:
    """The articles of each key. One value holds all keys: 500 of their own cost as much again as the search."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(_find_keys_on_postgresql, {"keys": sorted(keys)})
    else:
        found = connection.execute(_find_keys_on_sqlite, {"keys": json.dumps(sorted(keys))})
    holders: dict[int, list[int]] = {}
    for key, article in found:
        holders.setdefault(key, []).append(article)
    return holders


def _insert_keys(connection: Connection, rows: list[tuple[int, int]]) -> None:
    if connection.dialect.name == "postgresql":
        keys, holding = zip(*rows, strict=True)
        connection.execute(_insert_keys_on_postgresql, {"keys": list(keys), "articles": list(holding)})
    else:
        connection.exec_driver_sql("INSERT INTO signature_keys (key, article) VALUES (?, ?)", sorted(rows))


def _candidates(connection: Connection, keys: Collection[int]) -> dict[int, Signed]:
    """Articles that share a key, but none that another process is changing or forgetting at this moment.

    Held until the transaction ends, so that what is linked to is there. On PostgreSQL a candidate that is locked is
    passed over instead of waited for: heads are locked in one order, and this comes after them.
    """
    if not keys:
        return {}
    s, r, n = signatures.c, results.c, near_duplicates.c
    found = connection.execute(
        select(s.article, s.hashes, r.version, r.current, r.entry, n.article, n.of_article)
        .join_from(signatures, articles, articles.c.id == s.article)
        .join(results, r.article == s.article)
        .outerjoin(near_duplicates, n.found_by == s.article)
        .where(s.article.in_(sorted(keys)))
        .with_for_update(key_share=True, read=True, skip_locked=True, of=articles)
    )
    rows: dict[int, list[tuple[bytes, int, bool, str, int, int]]] = {}
    for article, *row in found:
        rows.setdefault(article, []).append(tuple(row))
    return {article: _signed(article, versions) for article, versions in rows.items()}


def _signed(article: int, versions: list[tuple[bytes, int, bool, str, int, int]]) -> Signed:
    first = min(position(entry) for _, _, _, entry, _, _ in versions)
    [(hashes, version, linked)] = [
        (hashes, version, (later, earlier)) for hashes, version, current, _, later, earlier in versions if current
    ]
    return Signed(article, version, first, hashes, linked)


def _link_row(one: Signed, other: Signed) -> Row:
    later, earlier = (one, other) if one.place > other.place else (other, one)
    return {
        "found_by": one.article,
        "article": later.article,
        "version": later.version,
        "of_article": earlier.article,
        "of_version": earlier.version,
        "similarity": similarity(one.hashes, other.hashes),
    }


def _delete_links(connection: Connection, which: ColumnElement[bool]) -> None:
    """Locked in one order in every process: two that delete some of the same wait for each other and never for ever."""
    found_by = near_duplicates.c.found_by
    locked = select(found_by).where(which).order_by(found_by).with_for_update()
    found = connection.execute(locked).scalars().all()
    if found:
        connection.execute(delete(near_duplicates).where(found_by.in_(found)))
