"""The completeness report: what was accepted, how it ended, and what is still on its way."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workers.article import STAGES
from workers.queue.heartbeat import Beat, read_beats
from workers.queue.keys import SETTLE, waiting
from workers.queue.ledger import Ledger
from workers.queue.settle import accepted_at

if TYPE_CHECKING:
    from workers.store import Store


@dataclass(frozen=True)
class Status:
    """accepted = stored + duplicates + dead letters + unfinished, always."""

    ledger: str | None
    accepted: int
    stored: int
    duplicates: int
    dead_letters: int
    unfinished: int
    oldest_unfinished: datetime | None
    reruns_waiting: int  # re-runs and replays in their lane; each is accepted, and in the sum, once it is taken
    in_stages: dict[str, int]  # entries that wait for a stage or are in it
    workers: dict[str, int]  # living processes a stage

    @property
    def balanced(self) -> bool:
        """Whether the sum holds. While articles finish between the two readings it may be off for a moment."""
        return self.accepted == self.stored + self.duplicates + self.dead_letters + self.unfinished


def read_status(ledger: Ledger, store: "Store", dead_seconds: float) -> Status:
    """Read Redis and store, twice where an article finished in between."""
    for _ in range(20):
        before = ledger.counts()
        status = _read(ledger, store, dead_seconds)
        if ledger.counts() == before and status.balanced:
            break
    return status


def _read(ledger: Ledger, store: "Store", dead_seconds: float) -> Status:
    ledger_id = ledger.ledger_id()
    stream = ledger.counts()
    ended = store.counts(ledger_id) if ledger_id else None
    fresh = ledger.server_time() - dead_seconds
    living = [beat for beat in read_beats(ledger).values() if beat.at >= fresh]
    return Status(
        ledger=ledger_id,
        accepted=stream.accepted,
        stored=ended.stored if ended else 0,
        duplicates=ended.duplicate if ended else 0,
        dead_letters=ended.dead if ended else 0,
        unfinished=stream.unfinished,
        oldest_unfinished=accepted_at(stream.oldest).astimezone(UTC) if stream.oldest else None,
        reruns_waiting=ledger.reruns_waiting(),
        in_stages=_in_stages(ledger, living) if ledger_id else {},
        workers={
            "dispatcher": sum(not beat.stages for beat in living),
            **{stage: sum(stage in beat.stages for beat in living) for stage in (*STAGES, SETTLE)},
        },
    )


def _in_stages(ledger: Ledger, living: list[Beat]) -> dict[str, int]:
    """Where the pending entries are. One held by a worker of several stages counts as `running`."""
    stages = {beat.process: beat.stages for beat in living}
    found: dict[str, int] = {}
    for consumer, held in ledger.consumers().items():
        if held:
            where = _where(consumer, stages)
            found[where] = found.get(where, 0) + held
    return found


def _where(consumer: str, stages: dict[str, tuple[str, ...]]) -> str:
    for stage in (*STAGES, SETTLE):
        if consumer == waiting(stage):
            return f"waiting for {stage}"
        if consumer.startswith(f"pause:{stage}:"):
            return f"waiting for trouble in {stage} to pass"
    process = consumer.rpartition("/")[0]
    if process not in stages:
        return "held by a process that is gone"
    return f"in {' or '.join(stages[process])}" if stages[process] else f"waiting for {STAGES[0]}"
