"""A bench that cannot fail proves nothing: with one part of newsmill taken out, its books must not hold."""

import threading
import time
from pathlib import Path

from tests.bench.bench import IMPATIENT, Bench
from tests.bench.blows import Blows
from tests.bench.books import faults
from tests.bench.plan import PAUSE, Kill
from tests.bench.stages import misbehaving
from tests.failure.conftest import article, offer
from tests.waiting import wait_for

ONE_START = {**IMPATIENT, "NEWSMILL_QUEUE_MAX_STARTS": "1"}  # a second one and it is a dead letter, some 3 s later
LONG = 8.0


def bench_without(part: str, folder: Path) -> Bench:
    return Bench(folder / "bench", ONE_START, settlers=2, faults={"take_out": part})


def offer_a_killer(bench: Bench) -> None:
    bench.offer(article("urn:poison", misbehaving("oom")), healthy=False)


def said(bench: Bench) -> str:
    return "\n".join(faults(bench.offers, bench.books()))


def test_without_the_finish_gate_an_event_comes_twice(tmp_path: Path) -> None:
    with bench_without("gate", tmp_path).running() as bench:
        offering = threading.Thread(target=offer, args=(bench, 40))
        offering.start()
        Blows(bench, database=None).strike([Kill(0.0, "settle paused", PAUSE, 0.0)])
        offering.join()
        wait_for(lambda: "an event twice" in said(bench), 60, lambda: f"nobody notices: {bench.trouble()}")


def test_without_the_sweeper_an_article_whose_worker_died_is_lost(tmp_path: Path) -> None:
    with bench_without("sweeper", tmp_path).running() as bench:
        offer_a_killer(bench)
        time.sleep(LONG)
        assert "lost: accepted, and without an outcome" in said(bench)
        assert "poison is no dead letter" in said(bench)


def test_without_the_counter_of_starts_an_article_kills_for_ever(tmp_path: Path) -> None:
    with bench_without("counter", tmp_path).running() as bench:
        offer_a_killer(bench)
        wait_for(lambda: any(hold.deliveries > 10 for hold in bench.holds()), 60, bench.trouble)
        assert "poison is no dead letter" in said(bench)
