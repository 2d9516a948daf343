"""The dispatcher: starts one Celery chain for each accepted entry, and sweeps for entries that stand still."""

import os
import threading
import time
from collections import deque
from collections.abc import Mapping

import structlog
from celery import Celery, chain
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from config.queue import QueueSettings
from workers.article import STAGES
from workers.queue import keys
from workers.queue.heartbeat import Beat, Heartbeat, consumer_name, new_process_name, read_beats
from workers.queue.ledger import Ledger, Ticket
from workers.queue.policy import UNTIL_BACK, Policy
from workers.queue.stage import removed_failure
from workers.queue.sweeper import PAUSE_OVER, Patience, Sweeper

log = structlog.get_logger(__name__)

AT_ONCE = 16  # entries a round: their bodies pass through Lua's memory, so not all the room at a time
SWEEP_SECONDS = 1.0
BLOCK_MS = 500  # longest wait for a new entry; also how late a stop is noticed
RERUN_MS = 20  # the same while re-runs wait: their share may have room again any moment
FULL_SECONDS = 0.02  # pause while there is no room: far less than the stages need for what is in flight
FORGET_SECONDS = 600.0  # a process silent for so long is taken off the list


def start_chain(app: Celery, ticket: Ticket) -> None:
    """Send the ticket's stage with all that follow it. Signatures are immutable and carry entry and attempt alone."""
    order = (*STAGES, keys.SETTLE)
    steps = [
        app.signature(f"newsmill.{stage}", args=(ticket.entry, ticket.attempt), immutable=True, queue=stage)
        for stage in order[order.index(ticket.stage) :]
    ]
    chain(*steps).apply_async() if len(steps) > 1 else steps[0].apply_async()


class Dispatcher:
    """One of any number of dispatchers: they share the room and never start an entry twice."""

    def __init__(self, ledger: Ledger, app: Celery, settings: QueueSettings) -> None:
        self._ledger = ledger
        self._app = app
        self._settings = settings
        self._process = new_process_name("dispatcher")
        self._unsent: deque[Ticket] = deque()  # taken or restarted, not yet on a Celery queue
        self._last_sweep = 0.0
        self._seen = "0"  # the newest entry known, after which a new one is waited for
        self._stop = threading.Event()
        self._policy = Policy.of(settings)
        self._sweeper = Sweeper(Patience.of(self._policy))

    def stop(self) -> None:
        """End `run` after the round at hand."""
        self._stop.set()

    def run(self) -> None:
        """Dispatch and sweep until stopped. A Redis that is away is waited for; nothing is lost meanwhile."""
        heartbeat = Heartbeat(self._ledger, self._process, (), self._settings.heartbeat_seconds, _own_pid)
        heartbeat.start()
        pauses = UNTIL_BACK.pauses()
        try:
            while not self._stop.is_set():
                try:
                    self._ledger.prepare()
                    self._seen = self._ledger.last_entry()
                    log.info("dispatcher ready", process=self._process)
                    pauses = UNTIL_BACK.pauses()
                    while not self._stop.is_set():
                        self._round()
                except (RedisError, OperationalError) as error:
                    # Away, full, or back without its data: each ends by itself, and the ledger keeps its place.
                    log.warning("dispatcher waits for Redis", reason=f"{type(error).__name__}: {error}")
                    self._stop.wait(next(pauses))
        finally:
            heartbeat.stop()

    def _round(self) -> None:
        now = time.monotonic()
        if now - self._last_sweep >= SWEEP_SECONDS:
            self._last_sweep = now
            self._sweep(now)
        taken = self._ledger.dispatch(
            consumer_name(self._process), self._settings.in_flight, self._settings.rerun_in_flight, AT_ONCE
        )
        self._unsent.extend(taken.tickets)
        if taken.tickets:
            self._seen = taken.tickets[-1].entry
        while self._unsent:
            start_chain(self._app, self._unsent[0])
            self._unsent.popleft()
        if not taken.room:
            self._stop.wait(FULL_SECONDS)
        elif not taken.tickets:
            self._seen = self._ledger.wait_for_entry(self._seen, RERUN_MS if taken.reruns_waiting else BLOCK_MS)

    def _sweep(self, now: float) -> None:
        beats = read_beats(self._ledger)
        living = self._sweeper.living(beats, now)
        for restart in self._sweeper.judge(self._ledger.holds(), living, now):
            if ticket := self._ledger.restart(restart.hold, removed_failure()):
                self._unsent.append(ticket)
                tell = log.info if restart.reason == PAUSE_OVER else log.warning
                tell("entry restarted", entry=ticket.entry, stage=ticket.stage, reason=restart.reason)
        if gap := self._ledger.watch():
            log.error("entries vanished from the stream", entries=gap[0], start=gap[1], end=gap[2])
        idle = [name for name, held in self._ledger.consumers().items() if not held and _is_gone(name, living)]
        dead = self._sweeper.silent(now, FORGET_SECONDS)
        if idle or dead:
            self._ledger.tidy(dead, idle)


def _own_pid() -> tuple[int, ...]:
    return (os.getpid(),)


def _is_gone(consumer: str, living: Mapping[str, Beat]) -> bool:
    if consumer.startswith(("queue:", "pause:")):
        return False
    process, _, pid = consumer.rpartition("/")
    return process not in living or int(pid) not in living[process].pids
