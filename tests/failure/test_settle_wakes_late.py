"""A settle worker stopped in the middle of settling until others settled what it held; then it wakes and goes on."""

from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.blows import locked_store
from tests.failure.conftest import offer
from tests.waiting import wait_for


def test_what_it_settles_again_passes_the_gate_once(tmp_path: Path) -> None:
    with Bench(tmp_path / "bench", settlers=2).running() as bench:
        pid = str(bench.pid("settle-1"))

        def held() -> set[str]:
            return {hold.entry for hold in bench.holds() if hold.holder.rpartition("/")[2] == pid}

        with locked_store(bench):
            offer(bench, 20)
            wait_for(lambda: len(held()) >= 1, 60, "it is given nothing")
            stopped = bench.paused("settle-1")
            stopped.__enter__()
            mine = held()
        wait_for(lambda: bench.unfinished() == 0, 60, lambda: f"others do not take over: {bench.trouble()}")
        stopped.__exit__(None, None, None)
        wait_for(lambda: all(entry in bench.log("settle-1") for entry in mine), 60, "it does not go on")
        books = bench.assert_all_ended_once()
        assert mine <= books.events.keys()
