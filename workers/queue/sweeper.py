"""The sweeper's judgement: which held entries must be restarted. A pure rule over what is seen and for how long.

Time is the caller's own monotonic clock and counts from when *this* sweeper first saw a thing, so that neither a
stepped clock nor a sweeper that was away can make a living worker look dead.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workers.article import STAGES
from workers.queue.entry import Hold
from workers.queue.heartbeat import Beat
from workers.queue.keys import SETTLE
from workers.queue.policy import Policy

PAUSE_OVER = "its pause is over"


@dataclass(frozen=True)
class Patience:
    """How long each kind of silence is waited out, in seconds."""

    dead: float  # a process without a new heartbeat
    child: float  # a living process that does not name the child which holds the entry
    hard: float  # a stage that runs: its hard time limit, and some time for the kill to be done
    late: float  # an entry that waits in a queue, or in a settle worker that waits for its database

    @classmethod
    def of(cls, policy: Policy) -> "Patience":
        """The patience of the policy's restarts."""
        rules = (policy.process_gone, policy.child_gone, policy.stuck, policy.message_lost)
        return cls(*(rule.patience or 0 for rule in rules))


@dataclass(frozen=True)
class Restart:
    """An entry to restart, and why."""

    hold: Hold
    reason: str


MESSAGE_LOST = "its message seems lost"


def truly_late(restarts: Sequence[Restart], holds: Sequence[Hold], queued: Mapping[str, int]) -> list[Restart]:
    """The restarts without those whose messages may just be waiting: a stage's queue that holds as many messages as
    entries wait for it has lost none. Copies of what only waits would make a slow queue slower still.

    What a dispatcher holds is counted to the first stage.
    """
    waiting = Counter(waits_for(hold) for hold in holds)

    def in_queue(restart: Restart) -> bool:
        stage = waits_for(restart.hold)
        return restart.reason == MESSAGE_LOST and stage is not None and queued.get(stage, 0) >= waiting[stage]

    return [restart for restart in restarts if not in_queue(restart)]


def waits_for(hold: Hold) -> str | None:
    """The stage in whose queue the entry's message should be; None when a process works on the entry."""
    kind, _, stage = hold.holder.partition(":")
    if kind == "queue":
        return stage
    return STAGES[0] if hold.holder.startswith("dispatcher@") else None


class Sweeper:
    """Remembers since when it has seen each hold and each heartbeat."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._held_since: dict[Hold, float] = {}
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

    def judge(self, holds: Iterable[Hold], living: Mapping[str, Beat], now: float) -> list[Restart]:
        """The entries to restart now. Each is then forgotten, so that it is judged anew under its next holder."""
        self._held_since = {hold: self._held_since.get(hold, now) for hold in holds}
        restarts = [
            Restart(hold, reason)
            for hold, since in self._held_since.items()
            if (reason := self._reason(hold, now - since, living))
        ]
        for restart in restarts:
            self._held_since[restart.hold] = now
        return restarts

    def _reason(self, hold: Hold, age: float, living: Mapping[str, Beat]) -> str | None:
        kind, _, stage = hold.holder.partition(":")
        if kind == "pause":
            seconds = float(stage.rpartition(":")[2])
            return PAUSE_OVER if age >= seconds else None
        if kind == "queue":
            alive = any(stage in beat.stages for beat in living.values())
            return MESSAGE_LOST if alive and age >= self._patience.late else None
        process, _, pid = hold.holder.rpartition("/")
        beat = living.get(process)
        if beat is None:
            return "the process that held it is gone" if age >= self._patience.dead else None
        if int(pid) not in beat.pids:
            return "the child process that held it is gone" if age >= self._patience.child else None
        if not beat.stages or SETTLE in beat.stages:
            return MESSAGE_LOST if age >= self._patience.late else None
        return "it outlasted the hard time limit" if age >= self._patience.hard else None
