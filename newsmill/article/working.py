"""What the stages make of an article: each hands one of these to the next."""

from typing import Literal, Self

from pydantic import Field

from newsmill.article.fields import Model, Timestamp
from newsmill.article.incoming import Article

Stage = Literal["cleanup", "entities", "topics"]
STAGES: tuple[Stage, ...] = ("cleanup", "entities", "topics")


class Removed(Model):
    """A piece of the input that is not the article's own text, and why it was taken out."""

    text: str
    reason: str


class CleanArticle(Model):
    """What cleanup makes of an Article. The later stages read nothing else."""

    stamp: str = Field(
        description="version, models and settings of the cleanup that made it; '' when text was taken as is"
    )
    headline: str | None = None
    byline: str | None = None
    published_at: Timestamp | None = None
    updated_at: Timestamp | None = None
    url: str | None = None
    site: str | None = None
    language: str | None = Field(default=None, description="BCP 47; None when it could not be told")
    signature: str | None = Field(default=None, description="near-duplicate signature of the text")
    text: str
    removed: tuple[Removed, ...] = ()
    warnings: tuple[str, ...] = ()

    @classmethod
    def as_it_is(cls, article: Article) -> Self:
        """The article with its body text untouched, so that offsets refer to the body as it was sent."""
        return cls(
            stamp="",
            headline=article.headline,
            published_at=article.published_at,
            url=article.url,
            language=article.language,
            text=article.body.value,
        )


class Placed(Model):
    """Something at its exact place: `text[start:end]` of its field. In JSON, `field` is left out for text."""

    start: int
    end: int
    field: Literal["text", "headline"] = Field(default="text", exclude_if="text".__eq__)


class Span(Placed):
    """A mention."""

    label: str = Field(
        description="spaCy's: PERSON ORG GPE LOC FAC NORP PRODUCT EVENT WORK_OF_ART LAW; and PRONOUN for one that is "
        "all but certain to mean the entity"
    )
    text: str
    entity: str = Field(description="id of the entity it mentions, within this result")


class Entity(Model):
    """Who or what the article speaks of, once, under its fullest name."""

    id: str = Field(description="e1, e2 … in order of first mention; unique within this result only")
    label: str
    name: str
    aliases: tuple[str, ...] = ()
    count: int = Field(description="mentions by name in text and headline; pronouns are not counted")
    salience: float = Field(description="0 to 1: how much the article is about it")
    wikidata: str | None = Field(default=None, description="Q-id, from the operator's alias table only")


class Value(Model):
    """A sum, percentage, quantity or date at its exact place. What cannot be read for certain is null."""

    start: int
    end: int
    label: Literal["MONEY", "PERCENT", "QUANTITY", "DATE"]
    text: str
    amount: str | None = Field(default=None, description="decimal number as a string, so that no digit is lost")
    amount_high: str | None = Field(default=None, description="upper end of a range")
    currency: str | None = Field(default=None, description="ISO 4217")
    unit: str | None = None
    date: str | None = Field(
        default=None, description="ISO 8601 to the granularity that is known: 2028, 2026-11, 2026-11-23"
    )
    granularity: Literal["year", "quarter", "month", "week", "day"] | None = None


class Entities(Model):
    """What the entities stage makes of a CleanArticle."""

    stamp: str
    spans: tuple[Span, ...] = ()
    entities: tuple[Entity, ...] = ()
    values: tuple[Value, ...] = ()
    skipped: str | None = Field(
        default=None, description="why the stage did not read the text, such as an unsupported language"
    )
    warnings: tuple[str, ...] = ()


class Evidence(Placed):
    """A sentence that earned a topic."""

    score: float
    terms: tuple[str, ...] = ()
    example: str | None = Field(default=None, description="the nearest example of the topic's own scheme")


class Topic(Model):
    """A subject of the article, from the scheme, with the sentences that earned it."""

    id: str
    name: str
    path: tuple[str, ...] = Field(description="from the root topic to this one")
    score: float
    evidence: tuple[Evidence, ...] = ()


class Ranked(Model):
    """One line of the raw ranking, before any threshold."""

    id: str
    path: tuple[str, ...]
    score: float


class Topics(Model):
    """What the topics stage makes of a CleanArticle; topics sorted by score, best first."""

    stamp: str
    topics: tuple[Topic, ...] = ()
    ranking: tuple[Ranked, ...] | None = Field(default=None, description="only when asked for")
    abstained: str | None = Field(default=None, description="why there is no topic")
    skipped: str | None = None
    warnings: tuple[str, ...] = ()
