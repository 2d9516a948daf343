"""The group-commit writer of a settle worker: one thread settles what many tasks hand in, a batch a transaction."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol, TypeVar

import structlog

from workers.errors import Transient
from workers.queue.connect import AWAY
from workers.queue.events import event
from workers.queue.keys import SETTLE
from workers.queue.ledger import Ledger
from workers.queue.policy import UNTIL_BACK
from workers.settlement import Failure, Settled, Settlement

log = structlog.get_logger(__name__)

MOST_IN_A_BATCH = 50

Answer = TypeVar("Answer")
Job = tuple[Settlement, "Future[Settled]"]


class SettlingStore(Protocol):
    """The one thing the writer asks of the store."""

    def settle(self, settlements: Sequence[Settlement]) -> list[Settled]:
        """Settle all in one transaction. Raises Transient when nothing was stored."""


class Stopped(Exception):
    """The writer stopped before the entry was settled. The entry stays in the ledger and is restarted elsewhere."""


class Writer:
    """Settles entries and passes them through the finish gate, in batches, waiting out a store that is away."""

    def __init__(self, store: SettlingStore, ledger: Ledger, events_max: int) -> None:
        self._store = store
        self._ledger = ledger
        self._events_max = events_max
        self._waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="settle-writer", daemon=True)
        self._thread.start()

    def settle(self, settlement: Settlement) -> Settled:
        """Block until the entry is settled and through the gate. Raises Stopped when the writer stops before."""
        if self._stopping.is_set():
            raise Stopped
        future: Future[Settled] = Future()
        self._waiting.put((settlement, future))
        return future.result()

    def stop(self) -> None:
        """Finish the batch at hand if the store allows it, leave the rest in the ledger."""
        self._stopping.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._settle(self._next_batch())
        for _, future in self._next_batch(most=10**6):
            future.set_exception(Stopped())

    def _next_batch(self, most: int = MOST_IN_A_BATCH) -> list[Job]:
        batch: list[Job] = []
        with suppress(queue.Empty):
            batch.append(self._waiting.get(timeout=0.2))
            while len(batch) < most:
                batch.append(self._waiting.get_nowait())
        return batch

    def _settle(self, batch: list[Job]) -> None:
        if not batch:
            return
        settlements = [settlement for settlement, _ in batch]
        try:
            settled = self._patiently(lambda: self._store.settle(settlements))
            events = [
                (answer.entry, event(settlement.ledger, answer))
                for settlement, answer in zip(settlements, settled, strict=True)
            ]
            self._patiently(lambda: self._ledger.finish(events, self._events_max))
        except Stopped as stopped:
            for _, future in batch:
                future.set_exception(stopped)
        except Exception as error:  # a fault of ours that one article provokes must not hold back the others
            self._settle_one_by_one(batch, error)
        else:
            for (_, future), answer in zip(batch, settled, strict=True):
                future.set_result(answer)

    def _settle_one_by_one(self, batch: list[Job], error: Exception) -> None:
        if len(batch) > 1:
            for job in batch:
                self._settle([job])
            return
        settlement, future = batch[0]
        log.error("settle failed", entry=settlement.entry, error=type(error).__name__)
        if settlement.failure is not None:
            future.set_exception(
                error
            )  # it stays in the ledger: the sweeper brings it again, `newsmill status` names it
            return
        failure = Failure(
            stage=SETTLE,
            error=type(error).__name__,
            message=f"the store failed unexpectedly with {type(error).__name__} on this result",
            starts=1,
            failed_at=datetime.now(UTC),
        )
        self._settle([(replace(settlement, result=None, failure=failure), future)])

    def _patiently(self, action: Callable[[], Answer]) -> Answer:
        """Do it until it succeeds, with growing pauses while the store or Redis is away. Raises Stopped in between."""
        for pause in UNTIL_BACK.pauses():
            try:
                return action()
            except (Transient, *AWAY) as error:
                log.warning("settle waits", reason=str(error), pause_seconds=round(pause, 1))
                if self._stopping.wait(pause):
                    raise Stopped from error
        raise AssertionError("pauses without give_up have no end")
