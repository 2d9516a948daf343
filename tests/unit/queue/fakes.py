"""Hand-written stand-ins for ledger and store, below which the integration tests use real ones."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from workers.queue.entry import Begun, Ticket
from workers.settlement import Failure, Settled, Settlement


class FakeLedger:
    """Answers `begin` with what it is given, and remembers `pause`, `end` and `finish`."""

    def __init__(self, begun: Begun | None = None) -> None:
        self.begun = begun or Begun("gone")
        self.ended: list[tuple[Ticket, str, Mapping[str, bytes]]] = []
        self.went_on: list[bool] = []
        self.paused: list[float] = []
        self.finished: list[str] = []
        self.pending = True
        self.away: list[Exception] = []

    def begin(self, ticket: Ticket, worker: str, max_starts: int, *, body: bool, fields: Sequence[str] = ()) -> Begun:
        return self.begun

    def pause(self, ticket: Ticket, seconds: float) -> bool:
        self.paused.append(seconds)
        return True

    def end(self, ticket: Ticket, next_stage: str, output: Mapping[str, bytes], *, goes_on: bool = False) -> bool:
        self.ended.append((ticket, next_stage, output))
        self.went_on.append(goes_on)
        return self.pending

    def finish(self, finished: Sequence[tuple[str, bytes]], events_max: int) -> list[bool]:
        if self.away:
            raise self.away.pop()
        self.finished.extend(entry for entry, _ in finished)
        return [True] * len(finished)


class FakeStore:
    """Settles what it gets; raises what it is told to, first."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.poison: set[str] = set()
        self.batches: list[list[Settlement]] = []

    def settle(self, settlements: Sequence[Settlement]) -> list[Settled]:
        if self.errors:
            raise self.errors.pop(0)
        if any(settlement.entry in self.poison and settlement.result for settlement in settlements):
            raise RuntimeError("a fault of ours")
        self.batches.append(list(settlements))
        return [Settled(s.entry, "dead" if s.failure else "stored", "a", 1) for s in settlements]


def settlement(entry: str, **changes: Any) -> Settlement:
    """A settlement with a failure, unless changed."""
    failure = Failure(
        stage="cleanup", error="Rejected", message="no", starts=1, failed_at=datetime(2026, 11, 23, tzinfo=UTC)
    )
    values: dict[str, Any] = {
        "ledger": "l",
        "stream": "s",
        "entry": entry,
        "raw": b"{}",
        "accepted_at": datetime(2026, 11, 23, tzinfo=UTC),
        "article": None,
        "failure": failure,
    }
    return Settlement(**{**values, **changes})
