"""The contract: what an article looks like coming in (newsmill.article/1) and going out (newsmill.result/1).

Every model is frozen and refuses keys it does not know. All offsets are in Unicode code points, end exclusive.
All times are UTC. Stages hand these models to each other; nothing else crosses a stage border.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    SerializerFunctionWrapHandler,
    ValidationError,
    field_validator,
    model_serializer,
)

from workers.errors import Rejected

ARTICLE_SCHEMA = "newsmill.article/1"
RESULT_SCHEMA = "newsmill.result/1"

MAX_ID_CHARS = 512
MAX_LINE_CHARS = 4096  # headline, url, source: a line of text each
MAX_VERSION = 2**53 - 1  # the largest integer that every JSON reader keeps exact

Stage = Literal["cleanup", "entities", "topics"]
STAGES: tuple[Stage, ...] = ("cleanup", "entities", "topics")


def _storable(text: str) -> str:
    """PostgreSQL can hold neither NUL nor lone surrogates, and JSON readers disagree on them: refused, not mended."""
    if "\x00" in text:
        raise ValueError("contains a NUL character, which no text may hold; remove it before sending")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("contains a lone surrogate, which is not a character; decode the source text correctly")
    return text


def _one_line(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise ValueError("contains a control character or line break; it must be one line of text")
    return text


def _timestamp(value: object) -> object:
    # pydantic would read numbers as seconds or milliseconds by their size; a wrong date is worse than a refusal.
    if not isinstance(value, str | datetime):
        raise ValueError(  # noqa: TRY004  # pydantic turns ValueError alone into a field's error
            "must be a date and time with its offset, such as 2026-11-23T09:58:00Z"
        )
    return value


def _to_utc(value: datetime) -> datetime:
    if not 1000 <= value.year <= 9000:
        raise ValueError("must lie between the years 1000 and 9000")
    return value.astimezone(UTC)


def _storable_json(value: JsonValue) -> JsonValue:
    for text in _strings(value):
        _storable(text)
    return value


def _strings(value: object) -> Iterator[str]:
    """Every string anywhere in a JSON value, keys included; iterative, since input decides the depth."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


Text = Annotated[str, AfterValidator(_storable)]
Line = Annotated[str, Field(max_length=MAX_LINE_CHARS), AfterValidator(_storable), AfterValidator(_one_line)]
Identifier = Annotated[str, Field(max_length=MAX_ID_CHARS), AfterValidator(_storable), AfterValidator(_one_line)]
Timestamp = Annotated[AwareDatetime, BeforeValidator(_timestamp), AfterValidator(_to_utc)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35)]
Version = Annotated[int, Field(strict=True, ge=1, le=MAX_VERSION)]
Meta = Annotated[dict[str, JsonValue], AfterValidator(_storable_json)]


class Model(BaseModel):
    """Frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self) -> bytes:
        """UTF-8 JSON with every field, in the order of the model: the same object gives the same bytes."""
        return orjson.dumps(self.model_dump(mode="json"))


# --- coming in ------------------------------------------------------------------------------------------------------


class Body(Model):
    """The article's text as it was found: a whole HTML page, or plain text."""

    content_type: Literal["text/html", "text/plain"] = "text/plain"
    value: Text

    @field_validator("value")
    @classmethod
    def _not_empty(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("is empty; send the article's text or page")
        return value


class Article(Model):
    """newsmill.article/1: one version of one article, as a producer sends it. Only `body.value` is required."""

    model_config = ConfigDict(title=ARTICLE_SCHEMA)

    id: Identifier | None = Field(None, description="stable over versions; derived from url or body when missing")
    version: Version | None = Field(None, description="whole number from 1; counted by newsmill when missing")
    headline: Annotated[Text, Field(max_length=MAX_LINE_CHARS)] | None = None
    body: Body
    url: Line | None = Field(None, description="an identifier; never fetched")
    source: Line | None = Field(None, description="who published it, such as 'Example Wire'")
    published_at: Timestamp | None = None
    language: Language | None = Field(None, description="BCP 47, such as 'en'; identified when missing")
    meta: Meta = Field(default_factory=dict, description="free data; given back with the result, never interpreted")

    @property
    def article_id(self) -> str:
        """The id, or one derived from url, else from the body, so that sending an article twice is one article."""
        if self.id is not None:
            return self.id
        if self.url is not None:
            return f"urn:newsmill:url:{_digest(self.url)[:32]}"
        return f"urn:newsmill:body:{_digest(self.body.value)[:32]}"

    @property
    def content_hash(self) -> str:
        """sha256 over headline, body and publication time: two sendings with the same hash are the same content."""
        published = self.published_at.isoformat() if self.published_at else None
        return _digest(orjson.dumps([self.headline, self.body.content_type, self.body.value, published]))


def parse_article(raw: bytes | str) -> Article:
    """Read one newsmill.article/1 from JSON.

    Raises Rejected with one sentence that names each wrong field.
    """
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Rejected(f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise Rejected(f"not an article: a JSON object was expected, found {_json_kind(data)}")
    return validate_article(data)


def validate_article(data: dict[str, Any]) -> Article:
    """Read one newsmill.article/1 from a parsed JSON object. Raises Rejected like parse_article."""
    try:
        return Article.model_validate(data)
    except ValidationError as error:
        raise Rejected(explain(error)) from None


def claimed_id(raw: bytes | None) -> str | None:
    """The id of an article that may break the contract elsewhere, so that it can be found and forgotten under it."""
    try:
        data = orjson.loads(raw or b"")
    except orjson.JSONDecodeError:
        return None
    if not isinstance(data, dict):
        return None
    try:
        return validate_article(data).article_id
    except Rejected:
        pass
    for key in ("id", "url"):
        if data.get(key) is not None:
            try:
                return validate_article({key: data[key], "body": {"value": "-"}}).article_id
            except Rejected:
                continue
    return None


def explain(error: ValidationError) -> str:
    """One sentence a wrong field: where it is and what is wrong, without the value (it may be article text)."""
    wrong = []
    for item in error.errors(include_input=True, include_url=False):
        where = ".".join(str(part) for part in item["loc"]) or "article"
        match item["type"]:
            case "missing":
                what = "is required and missing"
            case "extra_forbidden":
                what = "is not a key of the contract; free data goes into meta"
            case "value_error":
                what = str(item["ctx"]["error"])
            case "string_unicode":
                what = "contains a lone surrogate, which is not a character; decode the source text correctly"
            case "model_type" | "dict_type":
                what = f"must be an object, found {_json_kind(item['input'])}"
            case _:
                message = item["msg"]
                what = f"{message[0].lower()}{message[1:]}, found {_json_kind(item['input'])}"
        wrong.append(f"{where}: {what}")
    shown = wrong[:10]
    if len(wrong) > len(shown):
        shown.append(f"and {len(wrong) - len(shown)} more")
    return "; ".join(shown)


def _json_kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return f"a string of {len(value):,} characters"
        case list():
            return "a list"
        case _:
            return "an object"


def _digest(data: str | bytes) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


# --- between the stages ---------------------------------------------------------------------------------------------


class Working(Model):
    """What crosses Redis from one worker to the next. Keys of a newer version are passed over, so that workers of two
    versions can run beside each other during an upgrade."""

    model_config = ConfigDict(extra="ignore")


class Removed(Model):
    """A piece of the input that is not the article's own text, and why it was taken out."""

    text: str
    reason: str


class CleanArticle(Working):
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
    language: str | None = Field(None, description="BCP 47; None when it could not be told")
    signature: str | None = Field(None, description="near-duplicate signature of the text")
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


class Span(Model):
    """A mention at its exact place: `text[start:end]` of the field it stands in."""

    start: int
    end: int
    label: str = Field(description="spaCy's: PERSON ORG GPE LOC FAC NORP PRODUCT EVENT WORK_OF_ART LAW")
    text: str
    entity: str = Field(description="id of the entity it mentions, within this result")
    field: Literal["text", "headline"] = "text"

    @model_serializer(mode="wrap")
    def _leave_out_the_ordinary_field(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = handler(self)
        if self.field == "text":
            del data["field"]
        return data


class Entity(Model):
    """Who or what the article speaks of, once, under its fullest name."""

    id: str = Field(description="e1, e2 … in order of first mention; unique within this result only")
    label: str
    name: str
    aliases: tuple[str, ...] = ()
    count: int = Field(description="mentions in text and headline")
    salience: float = Field(description="0 to 1: how much the article is about it")
    wikidata: str | None = Field(None, description="Q-id, from the operator's alias table only")


class Value(Model):
    """A sum, percentage, quantity or date at its exact place. What cannot be read for certain is null."""

    start: int
    end: int
    label: Literal["MONEY", "PERCENT", "QUANTITY", "DATE"]
    text: str
    amount: str | None = Field(None, description="decimal number as a string, so that no digit is lost")
    amount_high: str | None = Field(None, description="upper end of a range")
    currency: str | None = Field(None, description="ISO 4217")
    unit: str | None = None
    date: str | None = Field(None, description="ISO 8601 to the granularity that is known: 2028, 2026-11, 2026-11-23")
    granularity: Literal["year", "quarter", "month", "week", "day"] | None = None


class Entities(Working):
    """What the entities stage makes of a CleanArticle."""

    stamp: str
    spans: tuple[Span, ...] = ()
    entities: tuple[Entity, ...] = ()
    values: tuple[Value, ...] = ()
    skipped: str | None = Field(
        None, description="why the stage did not read the text, such as an unsupported language"
    )
    warnings: tuple[str, ...] = ()


class Evidence(Model):
    """A sentence that earned a topic: `text[start:end]`."""

    start: int
    end: int
    score: float
    terms: tuple[str, ...] = ()
    example: str | None = Field(None, description="the nearest example of the topic's own scheme")
    field: Literal["text", "headline"] = "text"

    @model_serializer(mode="wrap")
    def _leave_out_the_ordinary_field(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = handler(self)
        if self.field == "text":
            del data["field"]
        return data


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


class Topics(Working):
    """What the topics stage makes of a CleanArticle; topics sorted by score, best first."""

    stamp: str
    topics: tuple[Topic, ...] = ()
    ranking: tuple[Ranked, ...] | None = Field(None, description="only when asked for")
    abstained: str | None = Field(None, description="why there is no topic")
    skipped: str | None = None
    warnings: tuple[str, ...] = ()


# --- going out ------------------------------------------------------------------------------------------------------


class Pipeline(Model):
    """The stamp of each stage that made a result, and the fingerprint of the three together."""

    cleanup: str | None = None
    entities: str | None = None
    topics: str | None = None
    fingerprint: str
    run: int = Field(1, description="1, then one more for each re-run on purpose")

    @classmethod
    def of(cls, cleanup: str | None, entities: str | None, topics: str | None, run: int = 1) -> Self:
        """Stamps that are equal give equal fingerprints; a changed stage changes it."""
        fingerprint = "sha256:" + _digest(orjson.dumps([cleanup, entities, topics]))
        return cls(cleanup=cleanup, entities=entities, topics=topics, fingerprint=fingerprint, run=run)


class Result(Model):
    """newsmill.result/1: everything newsmill knows about one version of one article."""

    model_config = ConfigDict(title=RESULT_SCHEMA)

    article_id: str
    article_version: int | None = Field(None, description="set by the store; null from process(), which has no store")
    status: Literal["complete", "partial"] = Field(description="partial: a stage was skipped; warnings say why")
    pipeline: Pipeline
    headline: str | None = None
    byline: str | None = None
    published_at: Timestamp | None = None
    updated_at: Timestamp | None = None
    url: str | None = None
    source: str | None = None
    site: str | None = None
    language: str | None = None
    signature: str | None = None
    text: str
    offset_unit: Literal["code point"] = "code point"
    removed: tuple[Removed, ...] = ()
    spans: tuple[Span, ...] = ()
    entities: tuple[Entity, ...] = ()
    values: tuple[Value, ...] = ()
    topics: tuple[Topic, ...] = ()
    abstained: str | None = None
    warnings: tuple[str, ...] = ()
    timings_ms: dict[str, int] = Field(default_factory=dict)
    meta: dict[str, JsonValue] = Field(default_factory=dict)
