"""kill -9 of the dispatcher, between taking entries and sending them: the next one sends what it left."""

import time

from tests.bench.bench import Bench
from tests.failure.conftest import offer


def test_a_dispatcher_killed_three_times_loses_and_doubles_nothing(bench: Bench) -> None:
    for n in range(3):
        offer(bench, 40, f"before-{n}")
        bench.kill("dispatcher-1")
        time.sleep(0.5)
    books = bench.assert_all_ended_once()
    assert books.status.dead_letters == 0
