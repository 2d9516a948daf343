"""newsmill.article/1: what comes in, how it is read, and what makes two sendings the same."""

import hashlib
from typing import Any, Literal

import orjson
from pydantic import ConfigDict, Field, ValidationError, field_validator

from newsmill.article.fields import Headline, Identifier, Language, Line, Meta, Model, Text, Timestamp, Version
from newsmill.article.refusal import explain, json_kind
from newsmill.errors import Rejected

ARTICLE_SCHEMA = "newsmill.article/1"


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
    """newsmill.article/1: one version of one article, as a producer sends it. Only `body.value` is required.

    UTF-8 JSON. No string holds a NUL or half a surrogate pair; id, url and source are one line each.
    """

    model_config = ConfigDict(title=ARTICLE_SCHEMA)

    id: Identifier | None = Field(
        default=None, description="stable over versions; derived from url or body when missing"
    )
    version: Version | None = Field(default=None, description="whole number from 1; counted by newsmill when missing")
    headline: Headline | None = None
    body: Body
    url: Line | None = Field(default=None, description="an identifier; never fetched")
    source: Line | None = Field(default=None, description="who published it, such as 'Example Wire'")
    published_at: Timestamp | None = Field(
        default=None, description="with its offset from UTC, such as 2026-11-23T09:58:00Z; from the year 1000 to 9000"
    )
    language: Language | None = Field(default=None, description="BCP 47, such as 'en'; identified when missing")
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
        raise Rejected(_not_utf8(raw) or f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise Rejected(f"not an article: a JSON object was expected, found {json_kind(data)}")
    return validate_article(data)


def _not_utf8(raw: bytes | str) -> str | None:
    """Which byte is no UTF-8, if one is: it tells another encoding from packed JSON."""
    try:
        raw.encode() if isinstance(raw, str) else raw.decode()
    except UnicodeError as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        byte = f" (byte {at + 1:,} is 0x{raw[at]:02x})" if isinstance(raw, bytes) else ""
        return f"not UTF-8{byte}; send it as UTF-8, not packed"
    return None


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


def _digest(data: str | bytes) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
