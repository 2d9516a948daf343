"""The heads of articles: locked and read, given new versions in memory, written back with their index rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, false, select, update

from newsmill.article import Result
from workers.entry_id import Position, position
from workers.store.index_rows import Indexed, delete_index_rows, insert_index_rows
from workers.store.rows import Row, compress, result_row
from workers.store.schema import articles, is_current, raw_articles, results
from workers.store.upsert import insert_into
from workers.store.versions import Version, current

_unset_current = update(results).where(results.c.article == bindparam("of"), is_current).values(current=False)
_set_current = (
    update(results)
    .where(results.c.article == bindparam("of"), results.c.version == bindparam("number"))
    .values(current=True)
)
_replace_run = update(results).where(results.c.article == bindparam("of"), results.c.version == bindparam("number"))


@dataclass(frozen=True)
class Change:
    """A result that arrived, and the article it was made of."""

    result: Result
    raw: bytes


@dataclass
class Head:
    """One article under lock: its versions with what this transaction adds, and which was current before it."""

    key: int
    article_id: str
    versions: dict[int, Version] = field(default_factory=dict)
    current: int | None = None
    stored: set[int] = field(default_factory=set)
    changed: dict[int, Change] = field(default_factory=dict)

    @property
    def first(self) -> Position:
        """Where the article stood in the stream when it first came."""
        return min(version.position for version in self.versions.values())

    def put(self, version: Version, change: Change) -> None:
        """Add a version, or a newer run of one."""
        self.versions[version.number] = version
        self.changed[version.number] = change


def lock_heads(connection: Connection, article_ids: Collection[str]) -> dict[str, Head]:
    """The heads of these articles, made where missing, locked until the transaction ends.

    Every process asks in the same order, so that two that want the same articles wait for each other and never for
    ever. On SQLite the transaction holds the only write lock already.
    """
    if not article_ids:
        return {}
    upsert = insert_into(connection, articles)
    # An update of no row still locks the one that is there, or makes it anew where another process just forgot it.
    made = upsert.on_conflict_do_update(
        index_elements=[articles.c.article_id], set_={"article_id": upsert.excluded.article_id}, where=false()
    )
    connection.execute(made, [{"article_id": article_id} for article_id in sorted(article_ids)])
    heads = {
        key: Head(key, article_id)
        for key, article_id in connection.execute(
            select(articles.c.id, articles.c.article_id)
            .where(articles.c.article_id.in_(sorted(article_ids)))
            .order_by(articles.c.article_id)
            .with_for_update()
        )
    }
    r = results.c
    columns = (r.article, r.version, r.current, r.explicit, r.entry, r.content_hash, r.run, r.accepted_at)
    for key, number, is_current_version, explicit, entry, content_hash, run, accepted_at in connection.execute(
        select(*columns).where(r.article.in_(heads))
    ):
        head = heads[key]
        head.versions[number] = Version(number, explicit, position(entry), content_hash, run, accepted_at)
        head.stored.add(number)
        if is_current_version:
            head.current = number
    return {head.article_id: head for head in heads.values()}


def delete_empty_heads(connection: Connection, heads: Collection[Head]) -> None:
    """Take out the heads that came to no version: their article was forgotten, and its id shall not stay either."""
    keys = [head.key for head in heads if not head.versions]
    if keys:
        connection.execute(delete(articles).where(articles.c.id.in_(keys)))


def write_heads(connection: Connection, heads: Iterable[Head], now: datetime) -> None:
    """Write what changed: results, raw articles, which version is current, and the index rows of that one."""
    new: list[Row] = []
    raw: list[Row] = []
    rerun: list[Row] = []
    no_longer_current: list[Row] = []
    now_current: list[Row] = []
    stale: list[int] = []
    indexed: list[Indexed] = []
    for head in heads:
        if not head.changed:
            continue
        winner = current(head.versions.values())
        for number, change in head.changed.items():
            version = head.versions[number]
            row = result_row(change.result, version, now)
            if number in head.stored:
                rerun.append({"of": head.key, "number": number, **row})
            else:
                new.append({"article": head.key, "current": number == winner.number, **_fixed(version), **row})
                raw.append(_raw_row(head.key, version, change.raw))
        if head.current is not None and head.current != winner.number:
            no_longer_current.append({"of": head.key})
        if head.current != winner.number and winner.number in head.stored:
            now_current.append({"of": head.key, "number": winner.number})
        if head.current != winner.number or winner.number in head.changed:
            if head.current is not None:
                stale.append(head.key)
            indexed.append(Indexed(head.key, head.first, winner, _result_of(connection, head, winner.number)))

    for statement, rows in (
        (_unset_current, no_longer_current),
        (results.insert(), new),
        (_replace_run, rerun),
        (_set_current, now_current),
        (raw_articles.insert(), raw),
    ):
        if rows:
            connection.execute(statement, rows)
    delete_index_rows(connection, stale)
    insert_index_rows(connection, indexed)


def _fixed(version: Version) -> Row:
    """What stays the same over the runs of a version."""
    return {
        "explicit": version.explicit,
        "entry": "{}-{}".format(*version.position),
        "content_hash": version.content_hash,
        "accepted_at": version.accepted_at,
    }


def _raw_row(key: int, version: Version, raw: bytes) -> Row:
    return {
        "article": key,
        "version": version.number,
        "accepted_at": version.accepted_at,
        "raw": compress(raw),
    }


def _result_of(connection: Connection, head: Head, number: int) -> Result:
    """The result of a version: of this batch, or stored before when a late version made it the current one."""
    if number in head.changed:
        return head.changed[number].result
    record = connection.execute(
        select(results.c.record).where(results.c.article == head.key, results.c.version == number)
    ).scalar_one()
    return Result.from_json(record)
