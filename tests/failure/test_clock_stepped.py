"""Clocks that step. Redis stamps entries: after its clock was set back, ids go on from the newest.

That the sweeper trusts no clock but how long it has watched is tested in tests/unit/queue/test_sweeper.py.
"""

import time

import pytest

from tests.bench.bench import Bench
from tests.failure.conftest import article, offer


@pytest.mark.parametrize("ahead", [3_600_000, 10**18], ids=["an-hour", "nanoseconds-for-milliseconds"])
def test_a_redis_whose_clock_was_ahead_goes_on(bench: Bench, ahead: int) -> None:
    first = f"{int(time.time() * 1000) + ahead}-0"
    offer(bench, 10, "before")
    bench.offer(article("urn:ahead"), entry=first)
    offer(bench, 10, "after")
    assert all(len(offered.entry) >= len(first) and offered.entry > first for offered in bench.offers[-10:])
    books = bench.assert_all_ended_once()
    assert books.status.stored == 21
