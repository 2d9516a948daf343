"""What both clients share about waiting: reading events, and which articles are still waited for."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

import orjson

BLOCK_MS = 1000  # between two looks at the clock while waiting for events
MOST = 1000  # events of one reading


@dataclass(frozen=True)
class Receipt:
    """An accepted article: from now on newsmill answers for it."""

    entry: str
    article_id: str


@dataclass(frozen=True)
class Finished:
    """The end of an accepted article, as the event tells it. `outcome` is None when its event is no longer kept.

    `event` is the event's place in newsmill:events: `events(after=…)` goes on behind it.
    """

    entry: str
    outcome: Literal["stored", "duplicate", "dead"] | None
    article_id: str | None = None
    article_version: int | None = None
    detail: str | None = None
    event: str | None = None


def read_event(event_id: bytes, fields: Mapping[bytes, bytes]) -> Finished:
    """The end that an event of newsmill:events tells."""
    data = orjson.loads(fields[b"event"])["data"]
    end = data["entry"], data["outcome"], data["article_id"], data["article_version"], data["detail"]
    return Finished(*end, event_id.decode())


def last_event(newest: object) -> str:
    """The id of the newest event, of an XREVRANGE answer with at most one; "0-0" before the first."""
    entries = cast("list[tuple[bytes, object]]", newest)
    return entries[0][0].decode() if entries else "0-0"


def read_events(answer: object) -> list[tuple[str, Finished]]:
    """The events of an XREAD answer: id and what each tells."""
    streams = cast("list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]", answer or [])
    return [(event_id.decode(), read_event(event_id, fields)) for _, events in streams for event_id, fields in events]


class Wait:
    """Which entries are still waited for, and from where on to read; shared by both clients."""

    def __init__(self, receipts: Iterable[Receipt], timeout: float | None) -> None:
        self.left = {receipt.entry for receipt in receipts}
        self.after = f"{min(map(_milliseconds, self.left), default=0)}-0"
        self.may_look = True  # the user `producer` of config/redis-acl.conf may not: it waits for events alone
        self._missed: set[str] = set()
        self._read_all = False  # the last reading of the news brought all there was
        self._next_look = time.monotonic() + BLOCK_MS / 1000
        self._timeout = timeout
        self._deadline = None if timeout is None else time.monotonic() + timeout

    @property
    def newest(self) -> int:
        """How many of the newest events to look at before the first reading."""
        return len(self.left) + 100

    def begin(self, newest: object) -> Iterator[Finished]:
        """The ends that the newest events tell, from an XREVRANGE answer. Later events are newer than these entries as
        a rule. They are not once Redis's clock was set back, or a producer chose the id of an entry ahead of it."""
        events = cast("list[tuple[bytes, dict[bytes, bytes]]]", newest)
        after = min(self.after, last_event(events), key=_milliseconds)
        yield from self.read([(b"", events[::-1])])
        self.after = after

    def read(self, news: object) -> Iterator[Finished]:
        """The ends that the news tell, of those that are waited for."""
        events = read_events(news)
        self._read_all = len(events) < MOST
        if not events:
            self._next_look = 0
        for self.after, finished in events:
            if finished.entry in self.left:
                self.left.discard(finished.entry)
                yield finished

    def to_look_up(self) -> list[str]:
        """Entries to look for in the stream, since their events may no longer be kept.

        Asked for when there is no news, and once a second while news of others never ends.
        """
        now = time.monotonic()
        if not (self.may_look and self._read_all and now >= self._next_look):
            return []
        self._next_look = now + BLOCK_MS / 1000
        return sorted(self.left)[:100]

    def missing(self, entry: str) -> Iterator[Finished]:
        """Note that an entry is not in the stream. Its event was added in the same moment, so only when another reading
        of the news brought none, the event is no longer kept."""
        if entry in self._missed:
            self.left.discard(entry)
            yield Finished(entry, None)
        self._missed.add(entry)

    def check_time(self) -> None:
        """Raise TimeoutError when the time is over and some are left."""
        if self.left and self._deadline is not None and time.monotonic() >= self._deadline:
            raise TimeoutError(
                f"{len(self.left)} of the articles are not finished after {self._timeout:g} s; they stay accepted"
            )


def _milliseconds(entry: str) -> int:
    return int(entry.partition("-")[0])
