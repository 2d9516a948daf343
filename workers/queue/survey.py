"""A survey of the ledger: how many entries it took, which are unfinished, how many vanished."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import redis

from workers.entry_id import accepted_at, position
from workers.queue import keys
from workers.queue.ledger import script_text

PAGE = 200  # entries a look: their bodies pass through Lua's memory, though they stay there


@dataclass(frozen=True)
class Pending:
    """An entry that was taken from the stream and has not passed the gate."""

    entry: str
    holder: str
    deliveries: int
    bodiless: bool  # its body was removed by another program; it will be a dead letter


@dataclass(frozen=True)
class Survey:
    """The ledger at one moment: accepted = finished + vanished + present + pending ones without a body."""

    ledger: str | None  # id of the ledger; None before anything was dispatched
    accepted: int  # since the ledger began
    present: int  # entries in the stream
    finished: int  # passed the gate
    vanished: int  # left the stream in another way
    last: str  # id of the newest entry
    delivered: str  # id of the newest entry that was taken by a dispatcher
    waiting: str | None  # id of the oldest entry that was not
    acknowledged_vanished: int  # how many were missing when an operator acknowledged it
    acknowledged_unrecorded: int
    pending: tuple[Pending, ...]

    @property
    def unfinished(self) -> int:
        """Entries that are accepted and have not passed the gate."""
        return self.present + sum(held.bodiless for held in self.pending)


@dataclass(frozen=True)
class Gap:
    """Entries that left the stream without an end, as the sweeper noticed it."""

    entries: int
    start: str  # they lie between these two ids
    end: str
    acknowledged: bool


@dataclass(frozen=True)
class Acknowledgement:
    """How many were missing in all when an operator acknowledged it, and what he said."""

    at: datetime  # UTC
    vanished: int
    unrecorded: int
    by: str
    why: str


class Surveyor:
    """Reads the ledger without changing it."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client
        self._survey = client.register_script(script_text("survey"))
        self._page = client.register_script(script_text("page"))
        self._letters = client.register_script(script_text("letters"))

    def survey(self) -> Survey:
        """Look at the ledger, at one moment."""
        answer = cast("list[Any]", self._survey([keys.INCOMING, keys.ACCOUNT, keys.LEDGER], [keys.GROUP]))
        ledger, accepted, present, finished, vanished, *ids = answer[:10]
        acknowledged_vanished, acknowledged_unrecorded, *pending = answer[10:]
        last, delivered, waiting, seen, floor = (entry.decode() for entry in ids)
        if position(last) < position(seen):  # the stream was deleted: what it held before counts all the same
            last = delivered = seen
        return Survey(
            ledger=ledger.decode() or None,
            accepted=accepted,
            present=present,
            finished=finished,
            vanished=vanished,
            last=last,
            delivered=max(delivered, floor, key=position),
            waiting=waiting or None,
            acknowledged_vanished=acknowledged_vanished,
            acknowledged_unrecorded=acknowledged_unrecorded,
            pending=tuple(
                Pending(entry.decode(), holder.decode(), deliveries, bool(bodiless))
                for entry, holder, deliveries, bodiless in pending
            ),
        )

    def ids(self, start: str = "-", end: str = "+") -> Iterator[tuple[str, bool]]:
        """The ids in the stream from start to end, and whether each is pending; never a body."""
        while page := cast("list[Any]", self._page([keys.INCOMING], [keys.GROUP, start, end, PAGE])):
            yield from ((entry.decode(), bool(pending)) for entry, pending in page)
            start = "(" + page[-1][0].decode()

    def letters_in_lane(self) -> Iterator[int]:
        """The dead letters whose replays wait in the lane of re-runs."""
        start = "-"
        while True:
            last, *letters = cast("list[bytes]", self._letters([keys.RERUNS], [start, PAGE]))
            yield from map(int, letters)
            if not last:
                return
            start = "(" + last.decode()

    def gaps(self) -> list[Gap]:
        """The notes of entries that vanished, oldest first."""
        notes = cast("list[Any]", self._client.xrange(keys.VANISHED))
        known = position((cast("bytes | None", self._client.hget(keys.ACCOUNT, "acknowledged_to")) or b"").decode())
        return [
            Gap(int(note[b"entries"]), note[b"from"].decode(), note[b"to"].decode(), position(number.decode()) <= known)
            for number, note in notes
        ]

    def acknowledgements(self, most: int) -> list[Acknowledgement]:
        """What operators acknowledged, the newest first."""
        notes = cast("list[Any]", self._client.xrevrange(keys.ACKNOWLEDGED, count=most))
        return [
            Acknowledgement(
                accepted_at(number.decode()),
                int(note[b"vanished"]),
                int(note[b"unrecorded"]),
                note[b"by"].decode(),
                note[b"why"].decode(),
            )
            for number, note in notes
        ]
