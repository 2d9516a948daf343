"""The ledger's sum: what was accepted, how it ended, and what is in progress, in total or in a period of time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsmill.errors import Misconfigured
from workers.entry_id import accepted_at, position
from workers.queue.keys import INCOMING
from workers.queue.survey import Survey, Surveyor

if TYPE_CHECKING:
    from workers.store import Ended, Store


@dataclass(frozen=True)
class Window:
    """Entries accepted from `since` on and before `until`, UTC; None leaves that side open."""

    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.since >= self.until:
            raise Misconfigured("the window of time is empty: since must be before until")

    @property
    def open(self) -> bool:
        """Whether it holds everything."""
        return self.since is None and self.until is None

    @property
    def start(self) -> str:
        """The first stream id in it."""
        return f"{_milliseconds(self.since)}-0" if self.since else "-"

    @property
    def end(self) -> str:
        """The last stream id in it, as XRANGE reads it."""
        return f"({_milliseconds(self.until)}-0" if self.until else "+"

    def holds(self, entry: str) -> bool:
        """Whether the entry was accepted in it."""
        return self.touches(entry, entry)

    def touches(self, start: str, end: str) -> bool:
        """Whether an entry between the two ids may have been accepted in it."""
        return (self.since is None or accepted_at(end) >= self.since) and (
            self.until is None or accepted_at(start) < self.until
        )


@dataclass(frozen=True)
class Account:
    """accepted = stored + duplicates + dead letters + unfinished, and two numbers that must be zero or acknowledged.

    Exact at any moment, also while articles flow: the store counts up to the entry at which the queue was looked at.
    """

    ledger: str | None
    since: datetime | None
    until: datetime | None
    accepted: int
    stored: int
    duplicates: int
    dead_letters: int
    unfinished: int
    oldest_unfinished: datetime | None
    vanished: int  # removed from the stream by another program before they had an outcome
    unrecorded: int  # finished, but the store holds no outcome: it was restored from an older copy
    acknowledged_vanished: int  # of those two: what an operator has looked at
    acknowledged_unrecorded: int
    expired: int  # of the outcomes above: those whose row retention removed
    only_in_store: int  # of the outcomes above: those that Redis does not know, restored from an older copy

    @property
    def balanced(self) -> bool:
        """Whether every accepted article is accounted for, or an operator knows that it is not."""
        known = self.acknowledged_vanished + self.acknowledged_unrecorded
        return self.accepted == self.stored + self.duplicates + self.dead_letters + self.unfinished + known


def read_account(surveyor: Surveyor, store: "Store", window: Window | None = None) -> Account:
    """Look at the queue, then at the store."""
    survey = surveyor.survey()
    if window is None or window.open:
        return _whole(survey, surveyor, store)
    return _part(survey, surveyor, store, window)


def _whole(survey: Survey, surveyor: Surveyor, store: "Store") -> Account:
    pending = [held.entry for held in survey.pending]
    ended = _ended(survey, surveyor, survey.delivered, pending, store, Window())
    left = [entry for entry in (*pending, survey.waiting) if entry and entry not in ended.passing]
    surplus = ended.counts.settled - len(ended.passing) - survey.finished  # over what Redis saw finish
    return Account(
        ledger=survey.ledger,
        since=None,
        until=None,
        accepted=survey.accepted + max(0, surplus),
        stored=ended.counts.stored,
        duplicates=ended.counts.duplicate,
        dead_letters=ended.counts.dead,
        unfinished=survey.unfinished - len(ended.passing),
        oldest_unfinished=min(map(accepted_at, left), default=None),
        vanished=survey.vanished,
        unrecorded=max(0, -surplus),
        acknowledged_vanished=min(survey.vanished, survey.acknowledged_vanished),
        acknowledged_unrecorded=min(max(0, -surplus), survey.acknowledged_unrecorded),
        expired=ended.expired,
        only_in_store=max(0, surplus),
    )


def _part(survey: Survey, surveyor: Surveyor, store: "Store", window: Window) -> Account:
    """Of a window Redis keeps no count of what it accepted: it is the sum of what is known."""
    present = {entry for entry, _ in surveyor.ids(window.start, window.end) if position(entry) <= position(survey.last)}
    present |= {held.entry for held in survey.pending if held.bodiless and window.holds(held.entry)}
    ended = _ended(survey, surveyor, survey.last, sorted(present), store, window)
    left = present - ended.passing
    gaps = [gap for gap in surveyor.gaps() if window.touches(gap.start, gap.end)]
    vanished = sum(gap.entries for gap in gaps)
    return Account(
        ledger=survey.ledger,
        since=window.since,
        until=window.until,
        accepted=ended.counts.settled + len(left) + vanished,
        stored=ended.counts.stored,
        duplicates=ended.counts.duplicate,
        dead_letters=ended.counts.dead,
        unfinished=len(left),
        oldest_unfinished=min(map(accepted_at, left), default=None),
        vanished=vanished,
        unrecorded=0,
        acknowledged_vanished=sum(gap.entries for gap in gaps if gap.acknowledged),
        acknowledged_unrecorded=0,
        expired=ended.expired,
        only_in_store=0,
    )


def _ended(
    survey: Survey, surveyor: Surveyor, delivered: str, pending: Sequence[str], store: "Store", window: Window
) -> "Ended":
    from workers.store import Counts, Ended, Reach

    if survey.ledger is None:
        return Ended(Counts(0, 0, 0), 0, frozenset(), {})
    reach = Reach(survey.ledger, INCOMING, survey.last, delivered, tuple(pending))
    ended = store.ended(reach, window.since, window.until)
    if not ended.newer:
        return ended
    # Accepted since the look, unless Redis has not come so far even now: then another one accepted them, and this one
    # was restored from an older copy.
    last = position(surveyor.survey().last)
    unknown = Counter(outcome for entry, outcome in ended.newer.items() if position(entry) > last)
    counts = {outcome: number + unknown[outcome] for outcome, number in vars(ended.counts).items()}
    return replace(ended, counts=Counts(**counts))


def _milliseconds(time: datetime) -> int:
    return round(time.astimezone(UTC).timestamp() * 1000)
