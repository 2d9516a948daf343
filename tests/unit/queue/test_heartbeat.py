"""A process beats for as long as it lives."""

import threading
from typing import cast

from workers.queue.heartbeat import Heartbeat
from workers.queue.ledger import Ledger


class Listening:
    """A ledger that hears beats, and is asked for nothing else."""

    def __init__(self) -> None:
        self.heard = threading.Event()

    def beat(self, _process: str, _about: bytes) -> None:
        self.heard.set()


def test_a_beat_that_fails_for_any_reason_is_not_the_last() -> None:
    ledger, asked = Listening(), []

    def pids() -> list[int]:
        asked.append(1)
        if len(asked) == 1:
            raise RuntimeError("dictionary changed size during iteration")
        return [7]

    heartbeat = Heartbeat(cast("Ledger", ledger), "cleanup@h#1", ("cleanup",), 0.01, pids)
    heartbeat.start()
    assert ledger.heard.wait(30)
    heartbeat.stop()
