"""The group-commit writer of a settle worker: one transaction per batch, then the finish gate; waits out trouble."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol, TypeVar

import structlog

from newsmill.client.connect import AWAY
from newsmill.errors import NewsmillError, Transient
from workers.queue.events import event
from workers.queue.keys import SETTLE
from workers.queue.ledger import Ledger
from workers.queue.policy import UNTIL_BACK
from workers.settlement import Failure, Settled, Settlement

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")


class SettlingStore(Protocol):
    """The one thing the writer asks of the store."""

    def settle(self, settlements: Sequence[Settlement]) -> list[Settled]:
        """Settle all in one transaction. Raises Transient while the database is away."""


class Stopped(Exception):
    """The writer stopped before the entry was settled. The entry stays in the ledger and is restarted elsewhere."""


class Writer:
    """Settles entries and passes them through the finish gate, in batches, waiting out a store that is away."""

    def __init__(self, store: SettlingStore, ledger: Ledger, events_max: int, stopping: threading.Event) -> None:
        self._store = store
        self._ledger = ledger
        self._events_max = events_max
        self._stopping = stopping

    def settle(self, settlements: Sequence[Settlement]) -> list[Settled]:
        """Settle these and pass them through the gate. An entry that cannot be settled by any means is not in the
        answer: it stays in the ledger. Raises Stopped when told to stop while the store or Redis is away."""
        if not settlements:
            return []
        try:
            settled = self._patiently(lambda: self._store.settle(settlements))
            events = [
                (answer.entry, event(settlement.ledger, answer))
                for settlement, answer in zip(settlements, settled, strict=True)
            ]
            self._patiently(lambda: self._ledger.finish(events, self._events_max))
        except Stopped:
            raise
        except Exception as error:  # a fault of ours that one article provokes must not hold back the others
            if len(settlements) > 1:
                return [settled for settlement in settlements for settled in self.settle([settlement])]
            return self._settle_fault(settlements[0], error)
        return settled

    def _settle_fault(self, settlement: Settlement, error: Exception) -> list[Settled]:
        reason = str(error) if isinstance(error, NewsmillError) else None  # others may quote the article
        log.error("settle failed", entry=settlement.entry, error=type(error).__name__, reason=reason)
        if settlement.failure is not None:
            return []  # it stays in the ledger: the sweeper brings it again, `newsmill status` names it
        failure = Failure(
            stage=SETTLE,
            error=type(error).__name__,
            message=f"the store failed unexpectedly with {type(error).__name__} on this result",
            starts=1,
            failed_at=datetime.now(UTC),
        )
        return self.settle([replace(settlement, result=None, failure=failure)])

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
