"""kill -9 of everything at once, Redis included, as a power cut: what was accepted goes on."""

import time

from tests.bench.bench import Bench
from tests.failure.conftest import offer


def test_everything_killed_at_once_three_times_loses_and_doubles_nothing(bench: Bench) -> None:
    for n in range(3):
        offer(bench, 40, f"before-{n}")
        for name in bench.members:
            bench.kill(name)
        time.sleep(1)
    books = bench.assert_all_ended_once()
    assert books.status.dead_letters == 0
