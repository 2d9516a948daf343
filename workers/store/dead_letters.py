"""Reading dead letters: the entries that failed, and why."""

import zlib

from sqlalchemy import Connection, select

from workers.store.records import DeadLetter
from workers.store.schema import dead_letters

d = dead_letters.c
_shown = select(*(column for column in d if column is not d.raw))


def listed(
    connection: Connection,
    article_id: str | None,
    stage: str | None,
    error: str | None,
    limit: int,
    before: int | None,
) -> list[DeadLetter]:
    """See Store.dead_letters."""
    query = _shown.order_by(d.id.desc()).limit(limit)
    if article_id is not None:
        query = query.where(d.article_id == article_id)
    if stage is not None:
        query = query.where(d.stage == stage)
    if error is not None:
        query = query.where(d.error == error)
    if before is not None:
        query = query.where(d.id < before)
    return [DeadLetter(**row._mapping) for row in connection.execute(query)]


def one(connection: Connection, number: int) -> DeadLetter | None:
    """See Store.dead_letter."""
    row = connection.execute(_shown.where(d.id == number)).one_or_none()
    return None if row is None else DeadLetter(**row._mapping)


def raw(connection: Connection, number: int) -> bytes | None:
    """See Store.dead_letter_raw."""
    packed = connection.execute(select(d.raw).where(d.id == number)).scalar_one_or_none()
    return None if packed is None else zlib.decompress(packed)
