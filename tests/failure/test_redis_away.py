"""Redis away for long: everything waits, and goes on by itself when Redis is back."""

import time
from pathlib import Path

from tests.bench.bench import Bench
from tests.failure.conftest import article, offer
from tests.waiting import wait_for

CONSUMING_SECONDS = 5.0


def test_away_for_longer_than_every_patience_loses_nothing(bench: Bench) -> None:
    offer(bench, 60)
    with bench.away("redis"):
        time.sleep(8)
    books = bench.assert_all_ended_once()
    assert books.status.dead_letters == 0


def test_by_default_settings_workers_consume_within_5_seconds_of_its_return(tmp_path: Path) -> None:
    with Bench(tmp_path / "bench", {}).running() as bench:
        offer(bench, 5, "before")
        bench.assert_all_ended_once()
        starts = {name: member.starts for name, member in bench.members.items() if name != "redis"}
        # A machine that stands still for seconds does so once in a while, a pause of newsmill's own each time.
        assert any(consumes_promptly_after_an_absence(bench, n) for n in range(3)), bench.trouble()
        assert {name: bench.members[name].starts for name in starts} == starts, "a process was started again"


def consumes_promptly_after_an_absence(bench: Bench, n: int) -> bool:
    with bench.away("redis"):
        time.sleep(22)  # Celery's own pauses between tries grow: after 22 s it would look again after 30
    wait_for(lambda: bench.unfinished() is not None, 60, "Redis does not come back")
    bench.offer(article(f"urn:after:{n}"))
    try:
        wait_for(lambda: bench.unfinished() == 0, CONSUMING_SECONDS, "late")
    except AssertionError:
        bench.assert_all_ended_once()
        return False
    bench.assert_all_ended_once()
    return True
