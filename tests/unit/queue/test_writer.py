"""The group-commit writer: batches, patience, and one bad entry among good ones."""

import threading
from typing import cast

import pytest
import redis

from newsmill.article import Article, Body, Pipeline, Result
from newsmill.errors import Permanent, Transient
from tests.unit.queue.fakes import FakeLedger, FakeStore, settlement
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


def writer_on(store: FakeStore, ledger: FakeLedger, stopping: threading.Event | None = None) -> Writer:
    return Writer(store, cast("Ledger", ledger), events_max=100, stopping=stopping or threading.Event())


def with_result(entry: str) -> Settlement:
    result = Result(
        article_id="a", article_version=None, status="complete", pipeline=Pipeline.of("1", "1", "1"), text="t"
    )
    return settlement(entry, article=Article(body=Body(value="t")), result=result, failure=None)


def test_a_batch_is_settled_in_one_transaction_and_passes_the_gate(ledger: FakeLedger) -> None:
    store = FakeStore()
    answers = writer_on(store, ledger).settle([settlement(f"{number}-0") for number in range(32)])
    assert [answer.outcome for answer in answers] == ["dead"] * 32
    assert ledger.finished == [f"{number}-0" for number in range(32)]
    assert len(store.batches) == 1


def test_a_store_or_redis_that_is_away_is_waited_for(ledger: FakeLedger) -> None:
    store = FakeStore(Transient("away"), Transient("away"))
    ledger.away = [redis.ConnectionError("away")]
    assert [answer.entry for answer in writer_on(store, ledger).settle([settlement("1-0")])] == ["1-0"]
    assert ledger.finished == ["1-0"]


def test_one_bad_entry_does_not_hold_back_the_others(ledger: FakeLedger) -> None:
    store = FakeStore()
    store.poison = {"3-0"}
    answers = writer_on(store, ledger).settle([with_result(f"{number}-0") for number in range(8)])
    assert [answer.outcome for answer in answers] == ["stored"] * 3 + ["dead"] + ["stored"] * 4
    [[bad]] = [batch for batch in store.batches if any(s.entry == "3-0" for s in batch)]
    assert bad.failure is not None
    assert "unexpectedly with RuntimeError" in bad.failure.message


def test_a_dead_letter_that_cannot_be_stored_stays_in_the_ledger(ledger: FakeLedger) -> None:
    refused = Permanent("the dead letter was not stored")
    assert writer_on(FakeStore(refused), ledger).settle([settlement("1-0")]) == []
    assert ledger.finished == []
    answers = writer_on(FakeStore(refused, refused), ledger).settle([settlement("1-0"), settlement("2-0")])
    assert [answer.entry for answer in answers] == ledger.finished == ["2-0"]


def test_a_stop_leaves_what_is_not_settled_in_the_ledger(ledger: FakeLedger) -> None:
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(Stopped):
        writer_on(FakeStore(*[Transient("away")] * 1000), ledger, stopping).settle([settlement("1-0")])
    assert ledger.finished == []
