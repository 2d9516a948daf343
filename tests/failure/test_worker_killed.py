"""kill -9 of workers and of their child processes, while articles are in them."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.failure.conftest import articles, assert_all_ended_once
from tests.service import Newsmill, processes_of


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def kill(service: Newsmill, *words: str, children: bool) -> None:
    """Kill the process with these words in its command, or only the children it forked, once there is one."""
    deadline = time.monotonic() + 20
    victims: list[int] = []
    while not victims:
        assert time.monotonic() < deadline, f"no such process: {words}\n{service.log[-3000:]}"
        found = [pid for pid, command in processes_of(service.folder).items() if all(word in command for word in words)]
        victims = [pid for pid in found if (parent_of(pid) in found) == children]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("words", "children"),
    [
        (("worker", "entities"), True),
        (("worker", "entities"), False),
        (("worker", "settle"), False),
        (("dispatcher",), False),
    ],
    ids=["child", "stages", "settle", "dispatcher"],
)
def test_a_process_killed_three_times_loses_and_doubles_nothing(
    service: Newsmill, words: tuple[str, ...], children: bool
) -> None:
    service.run("enqueue", "-", stdin=articles(120))
    for _ in range(3):
        time.sleep(2.5)
        kill(service, *words, children=children)
    assert_all_ended_once(service, 120)
    status = service.status()
    assert status.stored + status.dead_letters == 120
    assert status.dead_letters == 0, "a healthy article was buried"
