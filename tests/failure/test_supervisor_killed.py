"""kill -9 of `newsmill up`: everything it started goes with it, and the next start finishes what was accepted."""

import signal
import time

from tests.failure.conftest import articles, assert_all_ended_once
from tests.service import Newsmill, processes_of


def test_no_orphan_is_left_and_the_next_start_finishes_the_work(service: Newsmill) -> None:
    done = service.run("enqueue", "-", stdin=articles(80))
    assert done.returncode == 0, done.stderr
    assert len(processes_of(service.folder)) >= 5
    service.stop(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while orphans := processes_of(service.folder):
        assert time.monotonic() < deadline, orphans
        time.sleep(0.1)
    service.start()
    assert_all_ended_once(service, 80)


def test_ctrl_c_ends_everything_in_order_and_nothing_is_lost(service: Newsmill) -> None:
    service.run("enqueue", "-", stdin=articles(80))
    assert service.stop(signal.SIGINT) == 0
    assert processes_of(service.folder) == {}
    assert "stopped; unfinished articles continue" in service.log
    assert "Traceback" not in service.log
    service.start()
    assert_all_ended_once(service, 80)
