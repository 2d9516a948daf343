"""SIGTERM under load, as docker stops a container: the worker ends in order within its grace, and others go on."""

import signal
from pathlib import Path

import pytest

from tests.bench.bench import IMPATIENT, Bench
from tests.bench.members import wait_for
from tests.bench.stages import misbehaving
from tests.failure.conftest import article, offer
from workers.article import STAGES

# No time limit comes near what the articles take: it would be one more thing that ends a task.
UNLIMITED = {
    **IMPATIENT,
    "NEWSMILL_QUEUE_SOFT_SECONDS": "20",
    "NEWSMILL_QUEUE_HARD_SECONDS": "21",
}
GRACE_SECONDS = 45  # stop_grace_period of the stages in docker-compose.yml


def worked_on(bench: Bench) -> set[str]:
    """The entries that a stage worker has begun: those a dispatcher took wait in a queue, as those of a queue do."""
    return {hold.entry for hold in bench.holds() if hold.holder.startswith("cleanup+")}


@pytest.mark.parametrize("name", ["stages-1", "settle-1", "dispatcher-1"])
def test_a_terminated_process_ends_in_order_and_what_it_held_ends_elsewhere(tmp_path: Path, name: str) -> None:
    with Bench(
        tmp_path / "bench", UNLIMITED, workers=[STAGES] * 2, settlers=2, dispatchers=2, children=1
    ).running() as bench:
        slow = {bench.offer(article(f"urn:slow:{n}", misbehaving("slow", "cleanup"))).entry for n in range(2)}
        offer(bench, 60)
        member = bench.members[name]
        member.away = True
        process = member.process
        wait_for(lambda: bool(slow & worked_on(bench)), 20, bench.trouble)
        begun = slow & worked_on(bench)  # the other may wait, fetched ahead
        assert process is not None
        bench.kill(name, signal.SIGTERM)
        assert process.wait(GRACE_SECONDS) == 0, bench.log(name)
        bench.assert_all_ended_once(within=30)
        assert "Traceback" not in bench.log(name)
        restarted = bench.log("dispatcher-1") + bench.log("dispatcher-2")
        assert not any(entry in line for entry in begun for line in restarted.splitlines() if "restart" in line), (
            "an article that was being worked on was meant to be finished, not given up"
        )
