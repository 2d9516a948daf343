"""Redis away for long: everything waits, and goes on by itself when Redis is back."""

import time
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.members import wait_for
from tests.failure.conftest import article, offer

CONSUMING_SECONDS = 5.0


def test_away_for_longer_than_every_patience_loses_nothing(bench: Bench) -> None:
    offer(bench, 60)
    with bench.away("redis"):
        time.sleep(8)
    books = bench.assert_all_ended_once(within=40)
    assert books.status.dead_letters == 0


def test_by_default_settings_workers_consume_within_5_seconds_of_its_return(tmp_path: Path) -> None:
    # Celery's own pauses between tries grow: after 22 s it would look again after 30.
    with Bench(tmp_path / "bench", {}).running() as bench:
        offer(bench, 5, "before")
        bench.assert_all_ended_once(within=20)
        starts = {name: member.starts for name, member in bench.members.items() if name != "redis"}
        with bench.away("redis"):
            time.sleep(22)
        wait_for(lambda: bench.unfinished() is not None, 30, "Redis does not come back")
        bench.offer(article("urn:after"))
        wait_for(lambda: bench.unfinished() == 0, CONSUMING_SECONDS, lambda: f"not consumed: {bench.trouble()}")
        bench.assert_all_ended_once(within=1)
        assert {name: bench.members[name].starts for name in starts} == starts, "a process was started again"
