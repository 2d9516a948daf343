"""SIGTERM under load, as docker stops a container: the worker ends in order within its grace, and others go on."""

import signal
from pathlib import Path

import pytest

from newsmill.article import STAGES
from tests.bench.bench import IMPATIENT, NOBODY_DIES, Bench
from tests.bench.stages import held_back, misbehaving
from tests.failure.conftest import article, offer
from tests.waiting import wait_for

GRACE_SECONDS = 45  # stop_grace_period of the stages in docker-compose.yml


def worked_on(bench: Bench) -> set[str]:
    """The entries that a stage worker has begun: those a dispatcher took wait in a queue, as those of a queue do."""
    return {hold.entry for hold in bench.holds() if hold.holder.startswith("cleanup+")}


@pytest.mark.parametrize("name", ["stages-1", "settle-1", "dispatcher-1"])
def test_a_terminated_process_ends_in_order_and_what_it_held_ends_elsewhere(tmp_path: Path, name: str) -> None:
    settings = {**IMPATIENT, **NOBODY_DIES}  # one that ends in order leaves nothing that must be taken from the dead
    with Bench(
        tmp_path / "bench", settings, workers=[STAGES] * 2, settlers=2, dispatchers=2, children=1
    ).running() as bench:
        held_back(bench.folder).touch()
        waiting = {bench.offer(article(f"urn:waiting:{n}", misbehaving("wait", "cleanup"))).entry for n in range(2)}
        offer(bench, 60)
        member = bench.members[name]
        member.away = True
        process = member.process
        wait_for(lambda: bool(waiting & worked_on(bench)), 60, bench.trouble)
        begun = waiting & worked_on(bench)  # the other may wait, fetched ahead
        assert process is not None
        bench.kill(name, signal.SIGTERM)
        held_back(bench.folder).unlink()
        assert process.wait(GRACE_SECONDS) == 0, bench.log(name)
        bench.assert_all_ended_once()
        assert "Traceback" not in bench.log(name)
        restarted = bench.log("dispatcher-1") + bench.log("dispatcher-2")
        assert not any(entry in line for entry in begun for line in restarted.splitlines() if "restart" in line), (
            "an article that was being worked on was meant to be finished, not given up"
        )
