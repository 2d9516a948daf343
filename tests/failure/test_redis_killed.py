"""kill -9 of Redis: what was accepted is still there when it is back, and the workers go on by themselves."""

import time

from tests.failure.conftest import articles, assert_all_ended_once
from tests.failure.test_worker_killed import kill
from tests.service import Newsmill


def test_a_killed_redis_comes_back_with_everything_that_was_accepted(service: Newsmill) -> None:
    service.run("enqueue", "-", stdin=articles(120))
    for _ in range(3):
        time.sleep(2)
        kill(service, "valkey-server", children=False)
    assert_all_ended_once(service, 120)
    assert service.status().dead_letters == 0
