"""The settle worker: takes entries whose stages are done off their list and settles them, a batch at a time.

No Celery task: settling is worth doing in batches, which a task for each entry cannot, and of the CPU time that settle
took, more than half was Celery's (docs/choices/speed.md).
"""

import os
import threading
import time
from contextlib import suppress

import structlog
from redis.exceptions import RedisError

from workers.queue.entry import Taken
from workers.queue.heartbeat import Heartbeat, consumer_name
from workers.queue.keys import SETTLE
from workers.queue.ledger import Ledger
from workers.queue.policy import UNTIL_BACK
from workers.queue.settle import FIELDS, to_settlement
from workers.queue.stage import removed_failure
from workers.queue.writer import Stopped, Writer

log = structlog.get_logger(__name__)

MOST = 50  # entries a batch
MOST_BYTES = 2 * 2**20  # of articles and outputs, after which a batch is full: Redis holds them once more as the answer
WAIT_SECONDS = 0.5  # longest wait for an entry; also how late a stop is noticed
GATHER_SECONDS = 0.4  # from one batch to the next while entries come: what comes meanwhile shares a commit
SELDOM_SECONDS = 0.2  # between two entries, from which on each is settled at once
ENOUGH = 16  # entries in a batch, after which the next is not waited for


class Settler:
    """One of any number of settle workers."""

    def __init__(
        self, ledger: Ledger, writer: Writer, process: str, heartbeat_seconds: float, stopping: threading.Event
    ) -> None:
        self._ledger = ledger
        self._writer = writer
        self._process = process
        self._stopping = stopping
        self._heartbeat = Heartbeat(ledger, process, (SETTLE,), heartbeat_seconds, lambda: (os.getpid(),))
        self._previous = 0.0  # when the batch before was begun
        self._again = False  # an answer of Redis may be lost: what this worker holds is asked for again

    def run(self) -> None:
        """Settle until stopped. A Redis or a store that is away is waited for; nothing is lost meanwhile."""
        self._heartbeat.start()
        log.info("worker ready", process=self._process, stages=[SETTLE])
        try:
            with suppress(Stopped):
                self._until_stopped()
            self._give_back()
        finally:
            self._heartbeat.stop()

    def _until_stopped(self) -> None:
        pauses = UNTIL_BACK.pauses()
        while not self._stopping.is_set():
            try:
                self._round()
                pauses = UNTIL_BACK.pauses()
            except RedisError as error:
                self._again = True
                log.warning("settle waits for Redis", reason=f"{type(error).__name__}: {error}")
                self._stopping.wait(next(pauses))

    def _give_back(self) -> None:
        """Leave what is held to others at once. The sweeper would take it for what this worker died of."""
        mine = consumer_name(self._process)
        with suppress(RedisError):
            held = [hold for hold in self._ledger.holds() if hold.holder == mine]
            tickets = [self._ledger.restart(hold, removed_failure()) for hold in held]
            self._ledger.send([ticket for ticket in tickets if ticket])

    def _round(self) -> None:
        start = time.monotonic()
        taken = self._take()
        if taken is None:
            self._ledger.wait_for_settling(WAIT_SECONDS)
            return
        for settled in self._writer.settle([to_settlement(entry) for entry in taken]):
            said = {"entry": settled.entry, "outcome": settled.outcome, "article": settled.article_id}
            if settled.outcome == "dead":
                log.warning("settled", **said, reason=settled.detail)
            else:
                log.info("settled", **said)
        if more_comes(len(taken), start - self._previous):
            self._stopping.wait(max(0.0, start + GATHER_SECONDS - time.monotonic()))
        self._previous = start

    def _take(self) -> list[Taken] | None:
        taken = self._ledger.take(consumer_name(self._process), MOST, MOST_BYTES, FIELDS, again=self._again)
        self._again = False
        return taken


def more_comes(taken: int, since_previous: float) -> bool:
    """Whether to wait for more: entries come, yet not so many that the next batch is full already."""
    return taken < ENOUGH and (taken > 1 or since_previous < SELDOM_SECONDS)
