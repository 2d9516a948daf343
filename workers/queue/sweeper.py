"""The sweeper's judgement: which held entries must be restarted. A pure rule over what is seen and for how long.

Time is the caller's own monotonic clock and counts from when *this* sweeper first saw a thing, so that neither a
stepped clock nor a sweeper that was away can make a living worker look dead.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass

from workers.queue.entry import Hold
from workers.queue.heartbeat import Beat
from workers.queue.keys import SETTLE
from workers.queue.policy import Policy

PAUSE_OVER = "its pause is over"
GONE = "the process that held it is gone"


@dataclass(frozen=True)
class Patience:
    """How long each kind of silence is waited out, in seconds."""

    dead: float  # a process without a new heartbeat
    child: float  # a living process that does not name the child which holds the entry
    hard: float  # a stage that runs: its hard time limit, and some time for the kill to be done
    message: float  # the message of an entry that waits: no queue holds it and no worker names it
    settle: float  # a settle worker that waits for its database

    @classmethod
    def of(cls, policy: Policy) -> "Patience":
        """The patience of the policy's restarts."""
        rules = (policy.process_gone, policy.child_gone, policy.stuck, policy.message_lost, policy.settle_waits)
        return cls(*(rule.patience or 0 for rule in rules))


@dataclass(frozen=True)
class Restart:
    """An entry to restart, and why."""

    hold: Hold
    reason: str


class WatchedTime:
    """A clock that counts for how long was watched. While the machine, the sweeper or Redis stood still nobody could be
    seen to beat, so of the time between two looks no more than `longest` seconds count."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._looked: float | None = None
        self._watched = 0.0

    def look(self, now: float) -> float:
        """Seconds watched up to this look."""
        self._watched += min(now - (now if self._looked is None else self._looked), self._longest)
        self._looked = now
        return self._watched


class Sweeper:
    """Remembers since when it has seen each hold and each heartbeat."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._held_since: dict[Hold, float] = {}
        self._missing_since: dict[Hold, float] = {}
        self._beaten: dict[str, tuple[int, float]] = {}

    def living(self, beats: Mapping[str, Beat], now: float) -> dict[str, Beat]:
        """The processes whose heartbeat moved within the patience."""
        self._beaten = {
            name: seen if (seen := self._beaten.get(name)) and seen[0] == beat.number else (beat.number, now)
            for name, beat in beats.items()
        }
        return {name: beat for name, beat in beats.items() if now - self._beaten[name][1] < self._patience.dead}

    def silent(self, now: float, seconds: float) -> list[str]:
        """The processes whose heartbeat stood still for so long."""
        return [name for name, (_, since) in self._beaten.items() if now - since >= seconds]

    def judge(
        self, holds: Iterable[Hold], living: Mapping[str, Beat], now: float, queued: Callable[[], Container[str]]
    ) -> list[Restart]:
        """The entries to restart now. Each is then forgotten, so that it is judged anew under its next holder.

        `queued` names the entries whose messages wait in a queue; it is asked while some entry waits for long.
        """
        self._held_since = {hold: self._held_since.get(hold, now) for hold in holds}
        self._note_missing(living, now, queued)
        restarts = [
            Restart(hold, reason)
            for hold, since in self._held_since.items()
            if (reason := self._reason(hold, now - since, living, now))
        ]
        for restart in restarts:
            self._held_since[restart.hold] = now
            self._missing_since.pop(restart.hold, None)
        return restarts

    def _note_missing(self, living: Mapping[str, Beat], now: float, queued: Callable[[], Container[str]]) -> None:
        """Since when the messages of entries that wait are nowhere. One that was just taken off its queue is named by
        its worker's next heartbeat, so only one that stays away is lost."""
        waiting = [
            hold for hold, since in self._held_since.items() if _waits(hold) and now - since >= self._patience.message
        ]
        if waiting:
            in_queue = queued()
            fetched = frozenset[str]().union(*(beat.fetched for beat in living.values()))
            waiting = [hold for hold in waiting if hold.entry not in in_queue and hold.entry not in fetched]
        self._missing_since = {hold: self._missing_since.get(hold, now) for hold in waiting}

    def _reason(self, hold: Hold, age: float, living: Mapping[str, Beat], now: float) -> str | None:
        kind, _, rest = hold.holder.partition(":")
        if kind == "pause":
            return PAUSE_OVER if age >= _seconds(rest.rpartition(":")[2]) else None
        if _waits(hold):
            missing = now - self._missing_since.get(hold, now)
            return "its message is lost" if missing >= self._patience.message else None
        process, _, pid = hold.holder.rpartition("/")
        beat = living.get(process)
        if beat is None:
            return GONE if age >= self._patience.dead else None
        if pid not in map(str, beat.pids):
            return "the child process that held it is gone" if age >= self._patience.child else None
        if SETTLE in beat.stages:
            return "its settle worker waits" if age >= self._patience.settle else None
        return "it outlasted the hard time limit" if age >= self._patience.hard else None


def _waits(hold: Hold) -> bool:
    """Whether the entry waits in a queue. What a dispatcher took waits in that of the first stage."""
    return hold.holder.startswith(("queue:", "dispatcher@"))


def _seconds(said: str) -> float:
    """How long an entry pauses. Who wrote something else, as a program that is none of ours might, gets no pause."""
    try:
        return float(said)
    except ValueError:
        return 0.0
