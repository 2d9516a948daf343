"""kill -9 of Redis: what was accepted is still there when it is back, and the workers go on by themselves."""

import time

from tests.bench.bench import Bench
from tests.failure.conftest import offer


def test_a_redis_killed_three_times_comes_back_with_everything_that_was_accepted(bench: Bench) -> None:
    for n in range(3):
        offer(bench, 40, f"before-{n}")
        bench.kill("redis")
        time.sleep(0.5)
    books = bench.assert_all_ended_once()
    assert books.status.dead_letters == 0
