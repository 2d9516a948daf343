"""What happens to an article when something goes wrong: the whole policy, as data. Pure: no clock, no Redis."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal

from billiard.exceptions import SoftTimeLimitExceeded

from config.queue import QueueSettings
from newsmill.errors import Misconfigured, Permanent, Rejected, Transient

KILL_SECONDS = 5.0  # time that Celery may need to carry out a hard time limit


@dataclass(frozen=True)
class Waiting:
    """Growing pauses between tries, in seconds: each twice the one before, up to the longest."""

    first: float
    longest: float
    give_up: float | None = None  # pauses in all after which it is a dead letter; None: never

    def __post_init__(self) -> None:
        if not 0 < self.first <= self.longest:
            raise Misconfigured(
                f"a first pause of {self.first:g} s and a longest of {self.longest:g} s: "
                "pauses grow from the first, which is above 0, to the longest"
            )
        if self.give_up is not None and self.give_up < self.first:
            raise Misconfigured(
                f"given up after {self.give_up:g} s, before the first pause of {self.first:g} s is over: "
                "then nothing would be waited for"
            )

    def pause(self, before: int) -> float | None:
        """The pause after a try, when there were so many before; None when it is given up."""
        # Beyond sixty doublings every pause is the longest; a float would overflow at a thousand.
        pauses = (min(self.first * 2 ** min(number, 60), self.longest) for number in range(before + 1))
        total = 0.0
        pause = self.first
        for pause in pauses:
            total += pause
            if self.give_up is not None and total > self.give_up:
                return None
        return pause

    def pauses(self) -> Iterator[float]:
        """Every pause in turn, without end, for those that never give up."""
        return (min(self.first * 2 ** min(number, 60), self.longest) for number in count())


Action = Literal["dead letter", "pause", "restart"]


@dataclass(frozen=True)
class Rule:
    """What is done about one kind of trouble.

    dead letter: at once. pause: the entry waits in the ledger, uncounted, and others go on. restart: the sweeper makes
    a new attempt after the patience.
    """

    action: Action
    waiting: Waiting | None = None  # of pause
    patience: float | None = None  # of restart, seconds
    starts: int | None = None  # of restart: begun and not ended so often, it is a dead letter; None: never

    def __post_init__(self) -> None:
        restarts = self.action == "restart"
        if (self.action == "pause") != (self.waiting is not None):
            raise Misconfigured(f"{self.action}: a waiting is given for what pauses, and for nothing else")
        if restarts != (self.patience is not None):
            raise Misconfigured(f"{self.action}: a patience is given for what restarts, and for nothing else")
        if self.starts is not None and not restarts:
            raise Misconfigured(f"{self.action}: only restarts are counted; what ends or pauses has no starts")
        if (self.patience is not None and self.patience <= 0) or (self.starts is not None and self.starts < 1):
            raise Misconfigured(f"{self.action}: patience and starts are above 0")


DEAD_LETTER = Rule("dead letter")
# How a process waits for Redis or the store, which is no article's trouble and has no end. Short: what comes back is
# used again at once, and the waiting costs little.
UNTIL_BACK = Waiting(0.1, 2.0)


@dataclass(frozen=True)
class Policy:
    """A rule for each kind of trouble. docs/operations.md has it as a table."""

    transient: Rule  # a stage says that something outside the article is away
    process_gone: Rule  # its worker stopped beating
    child_gone: Rule  # its worker lives, the child process does not
    stuck: Rule  # past the hard time limit
    message_lost: Rule  # waits for a stage, and no queue and no worker has its message
    settle_waits: Rule  # held by a settle worker that waits for its database
    rejected: Rule = DEAD_LETTER  # the input breaks the contract
    permanent: Rule = DEAD_LETTER  # a stage says that it cannot be processed as it is
    slow: Rule = DEAD_LETTER  # past the soft time limit
    out_of_memory: Rule = DEAD_LETTER
    unexpected: Rule = DEAD_LETTER  # any other exception of a stage: a fault of ours, to replay once it is mended

    @classmethod
    def of(cls, settings: QueueSettings, stages_a_task: int = 1) -> "Policy":
        """The policy under these settings, where a task may run so many stages, each within the limits of one.

        Raises Misconfigured when the settings contradict each other.
        """

        def restart(patience: float, starts: int | None = settings.max_starts) -> Rule:
            return Rule("restart", patience=patience, starts=starts)

        return cls(
            transient=Rule(
                "pause", Waiting(min(1.0, settings.pause_seconds), settings.pause_seconds, settings.give_up_seconds)
            ),
            process_gone=restart(settings.dead_seconds),
            child_gone=restart(2 * settings.heartbeat_seconds),
            stuck=restart(stages_a_task * settings.hard_seconds + KILL_SECONDS),
            message_lost=restart(2 * settings.heartbeat_seconds, starts=None),
            settle_waits=restart(settings.late_seconds, starts=None),
        )

    @property
    def max_starts(self) -> int:
        """Starts of a stage that never ended after which the article is a dead letter."""
        return self.stuck.starts or 1

    def rule(self, error: Exception) -> Rule:
        """The rule for what a stage raised."""
        match error:
            case Transient():
                return self.transient
            case Rejected():
                return self.rejected
            case Permanent():
                return self.permanent
            case SoftTimeLimitExceeded():
                return self.slow
            case MemoryError():
                return self.out_of_memory
            case _:
                return self.unexpected

    def pause(self, error: Exception, pauses: int) -> float | None:
        """Seconds to pause when a stage raised this after so many pauses; None when it is a dead letter."""
        waiting = self.rule(error).waiting
        return waiting.pause(pauses) if waiting else None
