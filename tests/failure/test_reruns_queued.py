"""A long lane of re-runs: live articles overtake it, and nothing of it is lost or done twice when processes die."""

import signal
from pathlib import Path

from tests.bench.bench import Bench
from tests.failure.conftest import article, offer
from tests.waiting import wait_for
from workers.queue.entry import StreamCounts
from workers.queue.rerun import Rerun, rerun_of
from workers.store import Counts, Store

ROOM = 64 * 2**20


def fill_lane(bench: Bench, times: int) -> int:
    """Every stored article again, so often, each time as the next run. Returns how many that are."""
    sent = 0
    with Store.open(bench.store_url) as store:
        for stored in store.walk():
            raw = store.raw(stored.article_id, stored.version) or b""
            for run in range(2, 2 + times):
                again = rerun_of(stored.result(), raw, stored.entry, "cleanup")
                assert bench.ledger.rerun(Rerun(again.article, run, again.first), ROOM)
                sent += 1
    return sent


def test_a_live_article_overtakes_five_hundred_reruns(tmp_path: Path) -> None:
    # Of two children one may stand still with an article, while the other goes on with all that comes.
    with Bench(tmp_path / "bench", children=1).running() as bench:
        offer(bench, 50)
        bench.assert_all_ended_once()
        with bench.away("stages-1"):
            sent = fill_lane(bench, 10)
            wait_for(lambda: bench.ledger.reruns_waiting() == sent - 8, 60, bench.trouble)
            live = bench.offer(article("urn:live"))
            wait_for(lambda: live.entry in {hold.entry for hold in bench.holds()}, 60, bench.trouble)
            assert bench.ledger.reruns_waiting() == sent - 8 == 492
        wait_for(lambda: live.entry in bench.books().events, 60, bench.trouble)
        order = bench.books().order()
        assert order.index(live.entry) - 50 <= 2 * 8, "eight were before it, and eight at most can run beside it"


def test_reruns_survive_the_death_of_every_process(tmp_path: Path) -> None:
    with Bench(tmp_path / "bench", dispatchers=2).running() as bench:
        offer(bench, 20)
        bench.assert_all_ended_once()
        done = 20 + fill_lane(bench, 5)
        for name in ("dispatcher-1", "stages-1", "redis", "settle-1"):
            taken = bench.finished()
            enough = min(taken + 10, done)  # the lane is short for a look that comes late
            wait_for(lambda enough=enough: bench.finished() >= enough, 60, bench.trouble)  # type: ignore[misc]
            bench.kill(name, signal.SIGKILL)
        # At one look: between two, the last of the lane may come.
        wait_for(lambda: bench.ledger.counts() == StreamCounts(done, 0, None), 120, bench.trouble)
        books = bench.books()
        assert books.status.balanced
        assert [len(times) for times in books.events.values()] == [1] * done
        with Store.open(bench.store_url) as store:
            assert store.counts(bench.ledger.ledger_id() or "") == Counts(stored=done, dead=0, duplicate=0)
            assert {(stored.version, stored.run) for stored in store.walk()} == {(1, 6)}
