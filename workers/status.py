"""The completeness report: the ledger's sum, where its unfinished entries are, and which workers are alive."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsmill.article import STAGES
from workers.account import Account, Window, read_account
from workers.queue.heartbeat import Beat, living_beats
from workers.queue.keys import SETTLE, waiting
from workers.queue.ledger import Ledger
from workers.queue.survey import Survey, Surveyor

if TYPE_CHECKING:
    from workers.store import Store


@dataclass(frozen=True)
class Status(Account):
    """The sum, and what happens at this moment."""

    reruns_waiting: int  # re-runs and replays in their lane; each is accepted, and in the sum, once it is taken
    in_stages: dict[str, int]  # entries that wait for a stage or are in it
    workers: dict[str, int]  # living processes a stage


def read_status(ledger: Ledger, store: "Store", dead_seconds: float, window: Window | None = None) -> Status:
    """Read Redis and store."""
    waiting = ledger.reruns_waiting()  # first: what leaves the lane in between is then in the sum
    surveyor = Surveyor(ledger.client)
    account = read_account(surveyor, store, window)
    living = living_beats(ledger, dead_seconds)
    return Status(
        **vars(account),
        reruns_waiting=waiting,
        in_stages=_in_stages(surveyor.survey(), living),
        workers={
            "dispatcher": sum(not beat.stages for beat in living),
            **{stage: sum(stage in beat.stages for beat in living) for stage in (*STAGES, SETTLE)},
        },
    )


def _in_stages(survey: Survey, living: list[Beat]) -> dict[str, int]:
    """Where the unfinished entries are. A worker of several stages is named with all of them."""
    stages = {beat.process: beat.stages for beat in living}
    found = Counter(_where(held.holder, stages) for held in survey.pending)
    if new := survey.unfinished - len(survey.pending):
        found["waiting to be started"] = new
    return dict(found)


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
