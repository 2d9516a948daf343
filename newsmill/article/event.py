"""The event that tells producers an article is finished: a CloudEvents 1.0 envelope with thin data."""

from typing import Literal

from pydantic import ConfigDict, Field

from newsmill.article.fields import Model

PROCESSED = "newsmill.article.processed.v1"
FAILED = "newsmill.article.failed.v1"


class EventData(Model):
    """How one accepted entry ended. Thin on purpose: nothing of the article's text; its record is in the store."""

    stream: str
    entry: str = Field(description="what XADD answered when the article was accepted")
    outcome: Literal["stored", "duplicate", "dead"]
    article_id: str | None = Field(description="null when the input was too broken to name one")
    article_version: int | None = Field(description="of a duplicate: the version it repeats; null when it is not known")
    detail: str | None = Field(description="why it is dead, or what it repeats or replaces, as a sentence")


class Event(Model):
    """The field `event` of each entry of the stream newsmill:events."""

    model_config = ConfigDict(title="CloudEvents 1.0")

    specversion: Literal["1.0"] = "1.0"
    id: str = Field(description="made of ledger and entry, so a reader can drop an event that it sees twice")
    source: str
    type: Literal["newsmill.article.processed.v1", "newsmill.article.failed.v1"]
    subject: str | None = Field(description="the article's id")
    datacontenttype: Literal["application/json"] = "application/json"
    data: EventData
