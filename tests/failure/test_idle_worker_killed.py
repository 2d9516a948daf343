"""A worker that hangs while it waits for work takes a message off the queue without reading it, and dies with it.

No heartbeat names such a message: it is lost for Celery. The ledger sends another.
"""

from tests.bench.bench import Bench
from tests.bench.members import wait_for
from tests.failure.conftest import article, offer


def test_a_message_in_flight_to_a_worker_that_dies_is_sent_again(bench: Bench) -> None:
    offer(bench, 5, "before")
    bench.assert_all_ended_once(within=20)
    wait_for(lambda: not bench.fetched(), 20, "its messages are not done with")
    with bench.paused("stages-1"):
        bench.offer(article("urn:in-flight"))
        wait_for(lambda: bench.holds() != [] and bench.client.llen("cleanup") == 0, 10, "its message is not taken")
        assert not bench.fetched(), "nobody was meant to know of the message"
        bench.kill("stages-1")
    bench.assert_all_ended_once(within=30)
