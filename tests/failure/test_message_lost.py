"""Messages lost on the way, from the lists of every stage: the ledger sends them again, and blames nobody."""

from newsmill.article import STAGES
from tests.bench.bench import Bench
from tests.failure.conftest import offer
from tests.waiting import wait_for
from workers.queue.keys import SETTLING


def test_messages_deleted_from_every_queue_are_sent_again(bench: Bench) -> None:
    with bench.paused("settle-1"):
        offer(bench, 40, "to-settle")
        wait_for(lambda: bench.client.llen(SETTLING) >= 20, 60, "nothing comes to settle")
        with bench.paused("stages-1"):
            offer(bench, 20, "to-stages")
            wait_for(lambda: bench.client.llen("cleanup") > 0, 60, "nothing comes to the stages")
            assert bench.client.delete(*STAGES, SETTLING) >= 2
    books = bench.assert_all_ended_once()
    assert books.status.dead_letters == 0
