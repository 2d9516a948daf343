"""What the queue hands to the store for one ledger entry, and what the store answers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from pydantic import Field

from newsmill.article import Article, Model, Result, Timestamp, claimed_id
from workers.entry_id import accepted_at

Outcome = Literal["stored", "duplicate", "dead"]


class Failure(Model):
    """Why an entry became a dead letter. Message and traceback never carry article text."""

    stage: str = Field(description="cleanup, entities, topics or settle")
    error: str = Field(description="class name of the exception, such as Rejected")
    message: str
    traceback: str = ""
    starts: int = Field(ge=0, lt=2**31, description="how often work on the entry was started in that stage")
    worker: str = ""
    pipeline: str = Field("", description="version of newsmill, and stamp of the stage that failed")
    failed_at: Timestamp


@dataclass(frozen=True)
class Settlement:
    """The end of one ledger entry: a result or a failure, never both, never neither."""

    ledger: str  # id of the Redis ledger; another one after a Redis was lost
    stream: str
    entry: str  # stream entry id, "<milliseconds>-<sequence>"
    raw: bytes | None  # the article's JSON exactly as it was accepted; None when the body was removed from the stream
    accepted_at: datetime  # UTC
    article: Article | None  # None when the input broke the contract
    result: Result | None = None
    failure: Failure | None = None
    run: int = 1  # above 1: a re-run on purpose, which may replace the result of a lower run
    first: str | None = None  # of a re-run or replay: the entry under which the article was first accepted
    letter: int | None = None  # of a replay: the dead letter that is replayed

    def __post_init__(self) -> None:
        if (self.result is None) == (self.failure is None):
            raise ValueError(f"entry {self.entry} needs a result or a failure, and not both")
        if self.result is not None and (self.article is None or self.raw is None):
            raise ValueError(f"entry {self.entry} has a result without its article")

    @cached_property
    def raw_sha256(self) -> str:
        """sha256 of the article's bytes in hex, '' when the body was gone."""
        return "" if self.raw is None else hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def article_id(self) -> str | None:
        """The article that the entry is of, as far as its input tells."""
        return self.article.article_id if self.article else claimed_id(self.raw)

    @property
    def on_purpose(self) -> bool:
        """Whether an operator sent it through again: such an entry is never a duplicate."""
        return self.run > 1 or self.first is not None

    @property
    def origin(self) -> str:
        """The entry whose place in the stream is the article's: that of its first acceptance."""
        return self.first or self.entry

    @property
    def first_accepted_at(self) -> datetime:
        """When the article was first accepted, UTC."""
        return self.accepted_at if self.first is None else accepted_at(self.first)


@dataclass(frozen=True)
class Settled:
    """How the store settled an entry. A second settlement of the same entry gets the first one's answer."""

    entry: str
    outcome: Outcome
    article_id: str | None
    version: int | None
    detail: str | None = None  # dead: the message; else what it repeats or replaces, a sentence; a first run has none
