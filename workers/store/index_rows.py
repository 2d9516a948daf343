"""The index rows of current versions: entities, topics, words and signatures, inserted and deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func

from newsmill.article import Result
from workers.entry_id import Position
from workers.store.near import Signed, hashes_of
from workers.store.near_index import delete_signatures, index_signatures
from workers.store.rows import Row, dated_at, entity_rows, full_text_row, topic_rows
from workers.store.schema import entities, full_text, topics
from workers.store.versions import Version

_insert_words_on_postgresql = full_text.insert().values(
    rowid=bindparam("rowid"), words=func.array_to_tsvector(func.string_to_array(bindparam("words"), " "))
)


@dataclass(frozen=True)
class Indexed:
    """The current version of an article."""

    article: int
    first: Position  # where the article stood in the stream when it first came
    version: Version
    result: Result


def delete_index_rows(connection: Connection, keys: Collection[int]) -> None:
    """Take articles out of every index table."""
    if not keys:
        return
    for column in (entities.c.article, topics.c.article, full_text.c.rowid):
        connection.execute(delete(column.table).where(column.in_(keys)))
    delete_signatures(connection, keys)


def insert_index_rows(connection: Connection, indexed: Sequence[Indexed]) -> None:
    """Write the rows of articles that have none."""
    entity: list[Row] = []
    topic: list[Row] = []
    words: list[Row] = []
    signed: list[Signed] = []
    for one in indexed:
        dated = dated_at(one.result, one.version.accepted_at)
        entity += entity_rows(one.article, dated, one.result)
        topic += topic_rows(one.article, dated, one.result)
        words.append(full_text_row(one.article, one.result))
        hashes = hashes_of(one.result.signature)
        if hashes is not None:
            signed.append(Signed(one.article, one.version.number, one.first, hashes))
    on_postgresql = connection.dialect.name == "postgresql"
    for statement, rows in (
        (entities.insert(), entity),
        (topics.insert(), topic),
        (_insert_words_on_postgresql if on_postgresql else full_text.insert(), words),
    ):
        if rows:
            connection.execute(statement, rows)
    index_signatures(connection, signed)
