"""A worker that hangs while it waits for work takes a message off the queue without reading it, and dies with it.

No heartbeat names such a message: it is lost for Celery. The ledger sends another.
"""

from tests.bench.bench import Bench
from tests.failure.conftest import article, offer
from tests.waiting import wait_for


def messages_sent(bench: Bench) -> int:
    return int(bench.client.info("commandstats").get("cmdstat_lpush", {"calls": 0})["calls"])


def test_a_message_in_flight_to_a_worker_that_dies_is_sent_again(bench: Bench) -> None:
    offer(bench, 5, "before")
    bench.assert_all_ended_once()
    # It waits at Redis for a second at a time, with a moment between: one that is stopped then is given nothing.
    for n in range(20):
        wait_for(lambda: not bench.fetched(), 60, "its messages are not done with")
        with bench.paused("stages-1"):
            sent = messages_sent(bench)
            bench.offer(article(f"urn:in-flight:{n}"))
            wait_for(lambda sent=sent: messages_sent(bench) > sent, 60, "nothing is sent")  # type: ignore[misc]
            taken = bench.client.llen("cleanup") == 0
            if taken:
                assert not bench.fetched(), "nobody was meant to know of the message"
                bench.kill("stages-1")
        bench.assert_all_ended_once()
        if taken:
            return
    raise AssertionError("its message is never taken")
