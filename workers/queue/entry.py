"""The ledger's answers about an entry: its ticket, what a stage begins with, what settle takes, who holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from workers.queue import messages

Verdict = Literal["run", "gone", "held", "stale", "done", "removed", "buried"]


@dataclass(frozen=True)
class Ticket:
    """An entry on its way: which one, which attempt at it, and the stage that is next."""

    entry: str
    attempt: int
    stage: str

    def after(self, stage: str) -> "Ticket":
        """The same attempt, at a later stage."""
        return Ticket(self.entry, self.attempt, stage)

    @property
    def message(self) -> bytes:
        """What stands for it in its stage's queue."""
        return messages.message(self.stage, self.entry, self.attempt)


class Dispatched(NamedTuple):
    """What a dispatcher took, and what is left."""

    room: int
    reruns_waiting: int
    tickets: list[Ticket]


@dataclass(frozen=True)
class Begun:
    """The answer of begin: whether to run, and if so with what."""

    verdict: Verdict
    starts: int = 0
    body: bytes | None = None
    fields: Mapping[str, bytes | None] | None = None


@dataclass(frozen=True)
class Taken:
    """An entry to settle: its article and what its stages made."""

    ledger: str
    entry: str
    body: bytes | None
    fields: Mapping[str, bytes | None]


@dataclass(frozen=True)
class Hold:
    """An entry of the consumer group's pending list: who holds it, and how many times it changed hands."""

    entry: str
    holder: str
    deliveries: int


@dataclass(frozen=True)
class StreamCounts:
    """The sum of the ledger as Redis knows it."""

    accepted: int
    unfinished: int
    oldest: str | None  # id of the oldest unfinished entry
