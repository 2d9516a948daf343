"""The dispatcher: starts accepted entries on their way through the stages, and restarts stalled ones."""

import os
import threading
import time
from collections.abc import Mapping

import structlog
from redis.exceptions import RedisError

from config.queue import QueueSettings
from newsmill.article import STAGES
from workers.queue.entry import Ticket
from workers.queue.heartbeat import Beat, Heartbeat, consumer_name, new_process_name, read_beats
from workers.queue.keys import SETTLE
from workers.queue.ledger import Ledger
from workers.queue.policy import UNTIL_BACK, Policy
from workers.queue.stage import kills_settle_failure, removed_failure
from workers.queue.sweeper import GONE, PAUSE_OVER, Patience, Sweeper, WatchedTime

log = structlog.get_logger(__name__)

AT_ONCE = 16  # entries a round: their bodies pass through Lua's memory, so not all the room at a time
SWEEP_SECONDS = 1.0
BLOCK_MS = 500  # longest wait for a new entry; also how late a stop is noticed
RERUN_MS = 20  # the same while re-runs wait: their share may have room again any moment
FULL_SECONDS = 0.1  # pause while there is no room: far less than the stages need for what is in flight
SOON_SECONDS = 0.02  # the same when much of the room came free since the last look
FORGET_SECONDS = 600.0  # a process silent for so long is taken off the list


class Dispatcher:
    """One of any number of dispatchers: they share the room and never start an entry twice."""

    def __init__(self, ledger: Ledger, settings: QueueSettings, stages_a_task: int = 1) -> None:
        self._ledger = ledger
        self._settings = settings
        self._process = new_process_name("dispatcher")
        self._unsent: list[Ticket] = []  # taken or restarted, not yet on a Celery queue
        self._last_sweep = 0.0
        self._seen = "0"  # the newest entry known, after which a new one is waited for
        self._stop = threading.Event()
        self._policy = Policy.of(settings, stages_a_task)
        self._sweeper = Sweeper(Patience.of(self._policy))
        self._watched = WatchedTime(SWEEP_SECONDS + BLOCK_MS / 1000)  # as far apart as sweeps are by themselves

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
                except RedisError as error:
                    # Away, full, or back without its data: each ends by itself, and the ledger keeps its place.
                    log.warning("dispatcher waits for Redis", reason=f"{type(error).__name__}: {error}")
                    self._stop.wait(next(pauses))
        finally:
            heartbeat.stop()

    def _round(self) -> None:
        now = time.monotonic()
        if now - self._last_sweep >= SWEEP_SECONDS:
            self._last_sweep = now
            self._sweep(self._watched.look(now))
        taken = self._ledger.dispatch(
            consumer_name(self._process), self._settings.in_flight, self._settings.rerun_in_flight, AT_ONCE
        )
        self._unsent.extend(taken.tickets)
        if taken.tickets:
            self._seen = taken.tickets[-1].entry
        if self._unsent:
            self._ledger.send(self._unsent)
            self._unsent.clear()
        if not taken.room:
            self._stop.wait(FULL_SECONDS if len(taken.tickets) < AT_ONCE else SOON_SECONDS)
        elif not taken.tickets:
            self._seen = self._ledger.wait_for_entry(self._seen, RERUN_MS if taken.reruns_waiting else BLOCK_MS)

    def _sweep(self, now: float) -> None:
        beats = read_beats(self._ledger)
        living = self._sweeper.living(beats, now)
        holds = self._ledger.holds()
        for restart in self._sweeper.judge(holds, living, now, lambda: self._ledger.queued((*STAGES, SETTLE))):
            killed = kills_settle_failure() if restart.reason == GONE else b""
            if ticket := self._ledger.restart(restart.hold, removed_failure(), killed, self._policy.max_starts):
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
    return process not in living or pid not in map(str, living[process].pids)
