"""Clocks that step. Redis stamps entries: after its clock was set back, ids go on from the newest.

That the sweeper trusts no clock but how long it has watched is tested in tests/unit/queue/test_sweeper.py.
"""

import time

from tests.bench.bench import Bench
from tests.failure.conftest import article, offer


def test_a_redis_whose_clock_was_set_back_an_hour_goes_on(bench: Bench) -> None:
    ahead = f"{(int(time.time()) + 3600) * 1000}-0"
    offer(bench, 10, "before")
    bench.offer(article("urn:ahead"), entry=ahead)
    offer(bench, 10, "after")
    assert all(offered.entry > ahead for offered in bench.offers[-10:])
    books = bench.assert_all_ended_once(within=20)
    assert books.status.stored == 21
