"""Heartbeats: every process reports that it is alive, and what it is; sweeper, status and healthchecks read them."""

import os
import socket
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import orjson
import structlog

from workers.queue.ledger import Ledger

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Beat:
    """What a process last said about itself."""

    process: str
    stages: tuple[str, ...]  # a dispatcher serves none
    host: str
    pids: tuple[int, ...]  # the processes that hold entries in its name
    number: int  # of this beat; one that stands still is a dead process, whatever the clocks say
    at: int  # unix time of the Redis server, seconds
    fetched: frozenset[str] = frozenset()  # entries whose messages it took off a queue and has not done with
    stamps: Mapping[str, str] = field(default_factory=dict)  # by stage: what the results carry that it makes


def new_process_name(role: str) -> str:
    """A name no earlier process had: containers keep host name and pids over a restart, so neither tells them apart."""
    return f"{role}@{socket.gethostname()}#{uuid.uuid4().hex[:8]}"


def consumer_name(process: str) -> str:
    """The name under which the calling OS process holds entries."""
    return f"{process}/{os.getpid()}"


def read_beats(ledger: Ledger) -> dict[str, Beat]:
    """The last beat of every process."""
    return {process: _beat(process, at, about) for process, (at, about) in ledger.beats().items()}


def _beat(process: str, at: int, about: bytes) -> Beat:
    try:
        return _parse(process, at, orjson.loads(about))
    except (ValueError, KeyError, TypeError, AttributeError):  # of another program: silence, taken off the list in time
        return Beat(process, (), "", (), number=0, at=0)


def _parse(process: str, at: int, said: dict[str, Any]) -> Beat:
    return Beat(
        process,
        tuple(said["stages"]),
        said["host"],
        tuple(said["pids"]),
        said["number"],
        at,
        frozenset(said.get("fetched", ())),  # an older version says nothing of it, nor of the next
        said.get("stamps", {}),
    )


def living_beats(ledger: Ledger, dead_seconds: float) -> list[Beat]:
    """The beats of the processes that said within so many seconds that they live."""
    fresh = ledger.server_time() - dead_seconds
    return [beat for beat in read_beats(ledger).values() if beat.at >= fresh]


class Heartbeat:
    """A thread that beats until stopped. Trouble with Redis is waited out: silence is what the others will notice."""

    def __init__(
        self,
        ledger: Ledger,
        process: str,
        stages: Sequence[str],
        seconds: float,
        pids: Callable[[], Sequence[int]],
        fetched: Callable[[], Sequence[str]] = tuple,
        stamps: Mapping[str, str] | None = None,
    ) -> None:
        self._ledger = ledger
        self._process = process
        self._stages = tuple(stages)
        self._seconds = seconds
        self._pids = pids
        self._fetched = fetched
        self._stamps = stamps or {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Beat no more. The process's entry is left for the sweeper, which restarts what it may still hold."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        for number in count():
            try:
                self._ledger.beat(self._process, orjson.dumps(self._about(number)))
            except Exception as error:  # whatever it is: a process that works and says nothing loses all it works on
                log.warning("heartbeat not heard", process=self._process, reason=type(error).__name__)
            if self._stop.wait(self._seconds):
                return

    def _about(self, number: int) -> dict[str, object]:
        return {
            "stages": self._stages,
            "host": socket.gethostname(),
            "pids": list(self._pids()),
            "number": number,
            "fetched": self._fetched(),
            "stamps": self._stamps,
        }
