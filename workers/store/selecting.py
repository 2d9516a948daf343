"""Selecting stored articles for a re-run or an export: all, or those that match every given filter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from workers.store.schema import articles, entities, near_duplicates, results, topics
from workers.store.search import with_words
from workers.store.words import name_key

a = articles.c
r = results.c


@dataclass(frozen=True)
class Selection:
    """Which articles, by their current versions. Case and accents do not count in `source`, `entity` and `text`."""

    ids: Sequence[str] = ()
    source: str | None = None
    entity: str | None = None  # a name or alias of one
    topic: str | None = None  # id of a topic or of one of its ancestors
    text: str | None = None  # words that all occur in headline or text
    near: str | None = None  # this article, and those of nearly the same text
    fingerprint: str | None = None  # made by the pipeline whose fingerprint begins so, with or without "sha256:"
    since: datetime | None = None  # dated then or later, as Hit.dated_at, UTC
    before: datetime | None = None  # dated earlier

    def conditions(self, dialect: str) -> Iterator[ColumnElement[bool]]:
        """The same in SQL, over `articles` and `results`. Raises QueryError for a text without words."""
        if self.ids:
            yield a.article_id.in_(self.ids)
        if self.source is not None:
            yield r.source_key == name_key(self.source)
        if self.entity is not None:
            e = entities.c
            yield exists().where(e.name_key == name_key(self.entity), e.dated_at == r.dated_at, e.article == r.article)
        if self.topic is not None:
            t = topics.c
            yield exists().where(t.topic_id == self.topic, t.dated_at == r.dated_at, t.article == r.article)
        if self.text is not None:
            yield r.article.in_(with_words(dialect, self.text))
        if self.near is not None:
            yield _near(self.near)
        if self.fingerprint is not None:
            yield r.fingerprint.startswith(f"sha256:{self.fingerprint.removeprefix('sha256:')}", autoescape=True)
        if self.since is not None:
            yield r.dated_at >= self.since
        if self.before is not None:
            yield r.dated_at < self.before


def _near(article_id: str) -> ColumnElement[bool]:
    n = near_duplicates.c
    of = articles.alias("of")
    key = select(of.c.id).where(of.c.article_id == article_id).scalar_subquery()
    return or_(
        a.article_id == article_id,
        r.article.in_(select(n.article).where(n.of_article == key)),
        r.article.in_(select(n.of_article).where(n.article == key)),
    )
