"""Search over current versions: by entity, topic, time, source and full text, each through an index."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    cast,
    exists,
    literal,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from workers.store.records import Hit
from workers.store.schema import UtcTime, articles, entities, full_text, is_current, results, topics
from workers.store.trouble import QueryError
from workers.store.words import name_key, words

MAX_LIMIT = 1000


@dataclass(frozen=True)
class Query:
    """What is asked: every filter that is not None must apply."""

    entity: str | None = None
    topic: str | None = None
    since: datetime | None = None
    text: str | None = None
    source: str | None = None
    limit: int = 20
    before: str | None = None  # the cursor of a hit


def search(connection: Connection, query: Query) -> list[Hit]:
    """See Store.search. Finds the page in one index first, then reads what is shown of it."""
    page = page_of(query, connection.dialect.name).subquery("page")
    r = results.c
    found = connection.execute(
        select(articles.c.article_id, r.version, r.headline, r.source, r.language, r.published_at, *page.c)
        .select_from(page)
        .join(results, and_(r.article == page.c.article, is_current))
        .join(articles, articles.c.id == page.c.article)
    )
    newest_first = sorted(found.mappings(), key=lambda row: (row["dated_at"], row["article"]), reverse=True)
    return [_hit(**row) for row in newest_first]


def _hit(article: int, dated_at: datetime, **shown: Any) -> Hit:
    return Hit(dated_at=dated_at, cursor=f"{dated_at.isoformat()}/{article}", **shown)


def page_of(query: Query, dialect: str) -> Select[Any]:
    """The statement that finds (dated_at, article) of one page.

    It walks the index of one filter, newest first, and probes the others. Raises QueryError.
    """
    if not 1 <= query.limit <= MAX_LIMIT:
        raise QueryError(f"the limit is {query.limit}; ask for 1 to {MAX_LIMIT} articles at once")
    walked = entities if query.entity is not None else topics if query.topic is not None else results
    w = walked.c
    wanted: list[ColumnElement[bool]] = []
    if query.entity is not None:
        wanted.append(w.name_key == name_key(query.entity))
    if query.topic is not None:
        wanted.append(_probe(walked, topics, topics.c.topic_id == query.topic))
    if query.source is not None:
        wanted.append(_probe(walked, results, is_current, results.c.source_key == name_key(query.source)))
    elif walked is results:
        wanted.append(is_current)
    if query.text is not None:
        wanted.append(w.article.in_(with_words(dialect, query.text)))
    if query.since is not None:
        wanted.append(w.dated_at >= _aware(query.since))
    if query.before is not None:
        wanted.append(tuple_(w.dated_at, w.article) < tuple_(*_read_cursor(query.before)))
    page = select(w.dated_at, w.article).where(*wanted)
    if walked is entities:
        page = page.distinct()  # two entities of an article may share a name
    return page.order_by(w.dated_at.desc(), w.article.desc()).limit(query.limit)


def _probe(walked: Table, table: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    if table is walked:
        return and_(*conditions)
    same = (table.c.dated_at == walked.c.dated_at, table.c.article == walked.c.article)
    return exists().where(*conditions, *same)


def with_words(dialect: str, text: str) -> Select[Any]:
    """Articles that hold every word of the text. Words are letters and digits alone: no syntax can slip in."""
    asked = words(text)
    if not asked:
        raise QueryError("the text to search for holds no word; give at least one")
    found = select(full_text.c.rowid)
    if dialect == "postgresql":
        return found.where(full_text.c.words.bool_op("@@")(cast(" & ".join(f"'{word}'" for word in asked), TSQUERY)))
    # FTS5 takes the table's name for its whole; naming the column would need an index with column numbers.
    return found.where(literal_column("full_text").match(" AND ".join(f'"{word}"' for word in asked)))


def _aware(since: datetime) -> datetime:
    if since.tzinfo is None:
        raise QueryError("the time to search from has no offset from UTC; give one, such as 2026-11-23T00:00:00Z")
    return since


def _read_cursor(cursor: str) -> tuple[ColumnElement[datetime], ColumnElement[int]]:
    dated_at, _, article = cursor.partition("/")
    try:
        return literal(_aware(datetime.fromisoformat(dated_at)), UtcTime()), literal(int(article))
    except ValueError:
        raise QueryError("the place to go on from was not given out by a search; start without it") from None
