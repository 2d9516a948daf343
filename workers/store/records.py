"""What the store returns to its readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from newsmill.article import Result

# open: to be mended. replaying: sent through again, not ended yet. replayed: that ended. discarded: given up.
LetterState = Literal["open", "replaying", "replayed", "discarded"]


@dataclass(frozen=True)
class StoredResult:
    """One version of an article. `record` is newsmill.result/1 as UTF-8 JSON, byte for byte as it was stored."""

    article_id: str
    version: int
    current: bool
    run: int
    entry: str  # of the queue, under which this version was first accepted
    accepted_at: datetime  # UTC, like every time here
    stored_at: datetime
    record: bytes

    def result(self) -> Result:
        """The record, parsed."""
        return Result.from_json(self.record)


@dataclass(frozen=True)
class StoredVersion:
    """One line of an article's history."""

    version: int
    current: bool
    explicit: bool  # the producer gave the number
    run: int
    fingerprint: str
    headline: str | None
    accepted_at: datetime
    stored_at: datetime


@dataclass(frozen=True)
class Hit:
    """An article that a search found, in its current version. `cursor` asks for the page after it."""

    article_id: str
    version: int
    headline: str | None
    source: str | None
    language: str | None
    published_at: datetime | None
    dated_at: datetime  # publication, or acceptance where that is unknown or earlier
    cursor: str


@dataclass(frozen=True)
class NearDuplicate:
    """Two articles of nearly the same text, in the versions that were compared. The second came first."""

    article_id: str
    version: int
    of_article_id: str
    of_version: int
    similarity: float  # estimated share of word triples in common, 0.6 to 1


@dataclass(frozen=True)
class Counts:
    """How the entries of a ledger ended: their sum is every entry that was ever settled."""

    stored: int
    dead: int
    duplicate: int

    @property
    def settled(self) -> int:
        """All of them."""
        return self.stored + self.dead + self.duplicate


@dataclass(frozen=True)
class Reach:
    """How far the queue had come when it was looked at: what the store is to count up to."""

    ledger: str
    stream: str
    last: str  # id of the newest entry it had accepted
    delivered: str  # id of the newest entry that a dispatcher had taken
    pending: tuple[str, ...]  # entries taken and not finished


@dataclass(frozen=True)
class Ended:
    """How the entries up to there ended. `passing`: those of the unfinished ones that are settled all the same."""

    counts: Counts
    expired: int  # of the counts: entries whose outcome retention removed
    passing: frozenset[str]
    newer: Mapping[str, str]  # of entries beyond it, which are not counted: the outcome


@dataclass(frozen=True)
class Earlier:
    """A ledger before this one: another Redis, or the same before it lost its data."""

    ledger: str
    settled: int
    first: datetime  # accepted
    last: datetime  # settled


@dataclass(frozen=True)
class Contradiction:
    """Two parts of the store that do not agree."""

    entry: str  # "" where the article has none of its own
    article_id: str | None
    message: str  # what is wrong with it, as the end of a sentence


@dataclass(frozen=True)
class Outcome:
    """How one entry ended."""

    id: int
    entry: str
    outcome: str
    article_id: str | None
    accepted_at: datetime
    settled_at: datetime
    forgotten: bool


@dataclass(frozen=True)
class DeadLetter:
    """An entry that failed. `article_id` is None when the input was too broken to name one."""

    id: int
    ledger: str
    stream: str
    entry: str
    article_id: str | None
    version: int | None
    stage: str
    error: str
    message: str
    traceback: str
    starts: int
    worker: str
    accepted_at: datetime
    failed_at: datetime
    pipeline: str  # version of newsmill, and stamp of the stage that failed
    run: int
    first_entry: str  # the entry under which the article was first accepted; its own unless it was a re-run or replay
    replay_of: int | None  # the dead letter whose replay failed with this one
    replayed_at: datetime | None
    replayed_by: str | None
    replay_entry: str | None  # the accepted entry that the replay became, once it has an outcome
    replay_outcome: str | None  # as Settled.outcome
    discarded_at: datetime | None
    discarded_by: str | None
    discarded_why: str | None

    @property
    def state(self) -> LetterState:
        """What an operator did about it."""
        if self.discarded_at is not None:
            return "discarded"
        if self.replay_outcome is not None:
            return "replayed"
        return "open" if self.replayed_at is None else "replaying"


@dataclass(frozen=True)
class DeadLetterGroup:
    """Dead letters of one cause: same stage, same error, same message but for numbers and names."""

    stage: str
    error: str
    message: str  # with … for what differs
    count: int
    oldest: datetime  # failed
    newest: datetime
    example: int  # id of the newest


@dataclass(frozen=True)
class Forgotten:
    """What was removed of an article."""

    versions: int
    dead_letters: int
    outcomes: int  # kept for the ledger's sum, without id, content hash and detail


@dataclass(frozen=True)
class Ages:
    """Of each kind of thing, the time before which retention removes it; None keeps all of it."""

    results: datetime | None = None  # accepted, of an article's newest version
    raw_articles: datetime | None = None  # accepted
    dead_letters: datetime | None = None  # failed
    outcomes: datetime | None = None  # accepted and settled


@dataclass(frozen=True)
class Purged:
    """How many rows of each kind retention removed."""

    results: int = 0
    raw_articles: int = 0
    dead_letters: int = 0
    outcomes: int = 0
