"""The group-commit writer: batches, patience, and one bad entry among good ones."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest
import redis

from tests.unit.queue.fakes import FakeLedger, FakeStore, settlement
from workers.article import Article, Body, Pipeline, Result
from workers.errors import Transient
from workers.queue import writer
from workers.queue.ledger import Ledger
from workers.queue.policy import Waiting
from workers.queue.writer import Stopped, Writer
from workers.settlement import Settlement


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "UNTIL_BACK", Waiting(0.01, 0.1))


@pytest.fixture
def ledger() -> FakeLedger:
    return FakeLedger()


def start(store: FakeStore, ledger: FakeLedger) -> Writer:
    return Writer(store, cast("Ledger", ledger), events_max=100)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(32) as pool:
        yield pool


def with_result(entry: str) -> Settlement:
    result = Result(
        article_id="a", article_version=None, status="complete", pipeline=Pipeline.of("1", "1", "1"), text="t"
    )
    return settlement(entry, article=Article(body=Body(value="t")), result=result, failure=None)


def test_an_entry_is_settled_and_passes_the_gate(ledger: FakeLedger) -> None:
    running = start(FakeStore(), ledger)
    assert running.settle(settlement("1-0")).outcome == "dead"
    assert ledger.finished == ["1-0"]
    running.stop()


def test_many_share_a_transaction(ledger: FakeLedger, threads: ThreadPoolExecutor) -> None:
    store = FakeStore(Transient("busy"))  # while the writer waits, the others queue up
    running = start(store, ledger)
    answers = list(threads.map(lambda number: running.settle(settlement(f"{number}-0")), range(32)))
    running.stop()
    assert sorted(answer.entry for answer in answers) == sorted(f"{number}-0" for number in range(32))
    assert len(store.batches) < 32


def test_a_store_or_redis_that_is_away_is_waited_for(ledger: FakeLedger) -> None:
    store = FakeStore(Transient("away"), Transient("away"))
    ledger.away = [redis.ConnectionError("away")]
    running = start(store, ledger)
    assert running.settle(settlement("1-0")).entry == "1-0"
    assert ledger.finished == ["1-0"]
    running.stop()


def test_one_bad_entry_does_not_hold_back_the_others(ledger: FakeLedger, threads: ThreadPoolExecutor) -> None:
    store = FakeStore(Transient("busy"))
    store.poison = {"3-0"}
    running = start(store, ledger)
    answers = list(threads.map(lambda number: running.settle(with_result(f"{number}-0")), range(8)))
    running.stop()
    assert [answer.outcome for answer in answers] == ["stored"] * 3 + ["dead"] + ["stored"] * 4
    [[bad]] = [batch for batch in store.batches if any(s.entry == "3-0" for s in batch)]
    assert bad.failure is not None
    assert "unexpectedly with RuntimeError" in bad.failure.message


def test_a_dead_letter_that_cannot_be_stored_stays_in_the_ledger(ledger: FakeLedger) -> None:
    running = start(FakeStore(RuntimeError("a fault of ours")), ledger)
    with pytest.raises(RuntimeError):
        running.settle(settlement("1-0"))
    assert ledger.finished == []
    running.stop()


def test_a_stop_leaves_what_is_not_settled_in_the_ledger(ledger: FakeLedger, threads: ThreadPoolExecutor) -> None:
    running = start(FakeStore(*[Transient("away")] * 1000), ledger)
    waiting = [threads.submit(running.settle, settlement(f"{number}-0")) for number in range(4)]
    running.stop()
    for future in waiting:
        with pytest.raises(Stopped):
            future.result(timeout=5)
    with pytest.raises(Stopped):
        running.settle(settlement("9-0"))
    assert ledger.finished == []
