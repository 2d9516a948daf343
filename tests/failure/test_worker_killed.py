"""kill -9 of stage workers and of their child processes, while articles are in them: with the real stages."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.bench.bench import Bench
from tests.bench.stages import held_back, misbehaving
from tests.failure.conftest import article, articles, assert_all_ended_once
from tests.processes import children_of
from tests.service import Newsmill, processes_of
from tests.waiting import wait_for


def workers_of(service: Newsmill) -> list[int]:
    """The stage worker, if it lives, and its children. Pids begin anew at some height, so they tell no parent."""
    pids = [pid for pid, command in processes_of(service.folder).items() if "worker cleanup" in command]
    return sorted(pids, key=lambda pid: not children_of(pid))


@pytest.mark.parametrize("victim", ["child", "worker"])
def test_a_worker_killed_three_times_mid_task_loses_and_doubles_nothing(service: Newsmill, victim: str) -> None:
    service.run("enqueue", "-", stdin=articles(120))
    for _ in range(3):
        time.sleep(2.5)
        wait_for(lambda: len(workers_of(service)) > 1, 120, "the worker does not come back")
        parent = workers_of(service)[0]
        for pid in children_of(parent) if victim == "child" else [parent]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert_all_ended_once(service, 120)
    assert service.status().stored == 120, "a healthy article was buried"


def test_by_default_settings_its_articles_run_again_within_30_seconds(tmp_path: Path) -> None:
    with Bench(tmp_path / "bench", {}, children=1, stand_in=False).running() as bench:
        held_back(bench.folder).touch()
        held = bench.offer(article("urn:held", misbehaving("wait", "cleanup"))).entry
        for n in range(3):
            bench.offer(article(f"urn:fetched-ahead:{n}", misbehaving("wait", "cleanup")))

        def holder() -> str:
            return {hold.entry: hold.holder for hold in bench.holds()}.get(held, "").rpartition("/")[0]

        wait_for(lambda: holder().startswith("cleanup+"), 60, "it is not begun")
        wait_for(lambda: len(bench.holds()) == 4 and not bench.client.llen("cleanup"), 60, "they are not fetched ahead")
        first = holder()
        bench.kill("stages-1")
        wait_for(lambda: holder().startswith("cleanup+") and holder() != first, 30, "it is not begun again within 30 s")
        held_back(bench.folder).unlink()
        bench.assert_all_ended_once()
