"""newsmill.result/1: what goes out."""

import hashlib
from typing import Literal, Self

import orjson
from pydantic import ConfigDict, Field, JsonValue

from newsmill.article.fields import Model, Timestamp
from newsmill.article.working import Entity, Removed, Span, Topic, Value

RESULT_SCHEMA = "newsmill.result/1"


class Pipeline(Model):
    """The stamp of each stage that made a result, and the fingerprint of the three together."""

    cleanup: str | None = None
    entities: str | None = None
    topics: str | None = None
    fingerprint: str
    run: int = Field(default=1, description="1, then one more for each re-run on purpose")

    @classmethod
    def of(cls, cleanup: str | None, entities: str | None, topics: str | None, run: int = 1) -> Self:
        """Stamps that are equal give equal fingerprints; a changed stage changes it."""
        fingerprint = "sha256:" + hashlib.sha256(orjson.dumps([cleanup, entities, topics])).hexdigest()
        return cls(cleanup=cleanup, entities=entities, topics=topics, fingerprint=fingerprint, run=run)


class Result(Model):
    """newsmill.result/1: everything newsmill knows about one version of one article."""

    model_config = ConfigDict(title=RESULT_SCHEMA)

    article_id: str
    article_version: int | None = Field(
        default=None, description="set by the store; null from process(), which has no store"
    )
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
