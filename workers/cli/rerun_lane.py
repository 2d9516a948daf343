"""The lane of re-runs for the commands that fill it: they wait for room, and can be interrupted."""

import time
from collections.abc import Mapping

from config.settings import Settings
from newsmill.article import Stage
from newsmill.client.connect import connect
from newsmill.errors import Misconfigured
from workers.cli.console import err, redis_address
from workers.queue.heartbeat import Beat, living_beats
from workers.queue.ledger import Ledger
from workers.queue.rerun import Rerun, differing

PAUSE_SECONDS = 0.1


class Lane:
    """Puts articles into the lane. Live articles go first, so it may be full for as long as they leave no room."""

    def __init__(self, settings: Settings) -> None:
        self._ledger = Ledger(connect(redis_address(settings)))
        self._queue = settings.queue
        self._reported_full = False

    def expect(self, today: Mapping[Stage, str]) -> None:
        """Raise Misconfigured when a living worker would give what is sent another stamp than these."""
        if others := self._others(today):
            time.sleep(2 * self._queue.heartbeat_seconds)  # one that was just stopped is not heard again
            before = {beat.process: beat.number for beat in others}
            for beat in self._others(today):
                if beat.number > before.get(beat.process, -1):
                    raise Misconfigured(_another_pipeline(beat, today))

    def _others(self, today: Mapping[Stage, str]) -> list[Beat]:
        return [beat for beat in living_beats(self._ledger, self._queue.dead_seconds) if differing(beat.stamps, today)]

    def put(self, rerun: Rerun) -> None:
        """Put one article in, once the lane and Redis have room. Raises redis.RedisError."""
        while not self._ledger.rerun(rerun, self._queue.rerun_bytes):
            if not self._reported_full:
                waiting = self._ledger.reruns_waiting()
                err.print(
                    f"the re-run lane is full: {waiting:,} re-runs wait until live articles leave room …",
                    style="yellow",
                )
                self._reported_full = True
            time.sleep(PAUSE_SECONDS)


def _another_pipeline(beat: Beat, today: Mapping[Stage, str]) -> str:
    stages = differing(beat.stamps, today)
    made = ", ".join(f"{stage} {beat.stamps[stage]} there, {today[stage]} here" for stage in stages)
    return (
        f"the worker {beat.process} has another pipeline than this command ({made}), so its results would be outdated"
        " immediately; give both the same version and settings and restart that worker, or send with --all, whatever"
        " the workers run"
    )
