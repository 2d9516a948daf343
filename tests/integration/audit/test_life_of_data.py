"""Retention by the settings, in store and Redis together: the sum stays and the audit finds nothing."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Settings, load_settings
from tests.integration.audit.conftest import Flow
from workers.queue import keys, retention
from workers.queue.leftovers import remove_events


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NEWSMILL_STORE_RESULTS_DAYS", "500")
    return load_settings()


def purge(flow: Flow, settings: Settings, days: float) -> None:
    later = datetime.now(UTC) + timedelta(days=days)
    retention.purge(flow.store, flow.ledger, settings, later, threading.Event())


def test_each_thing_goes_at_its_age_and_everything_adds_up(flow: Flow, settings: Settings) -> None:
    [one, *_] = flow.run(3)
    flow.run(2, dead=True)
    before = flow.account()

    purge(flow, settings, 20)
    assert flow.client.xlen(keys.EVENTS) == 5

    purge(flow, settings, 100)
    assert flow.client.xlen(keys.EVENTS) == 0
    assert flow.store.dead_letters() == []
    assert flow.store.raw(f"urn:{one}", 1) is None
    assert flow.store.get(f"urn:{one}") is not None
    assert flow.account() == before

    flow.run(1)
    purge(flow, settings, 600)
    assert flow.store.get(f"urn:{one}") is None
    account = flow.account()
    assert (account.accepted, account.stored, account.dead_letters, account.expired) == (6, 4, 2, 6)
    assert account.balanced
    assert flow.audit().faults == []
    assert flow.audit().notes == ["6 outcomes were removed by retention; they are still counted, by day"]


def test_results_are_kept_for_ever_by_default(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSMILL_STORE_RESULTS_DAYS", raising=False)
    [entry] = flow.run(1)
    purge(flow, load_settings(), 40_000)
    assert flow.store.get(f"urn:{entry}") is not None
    assert flow.audit().faults == []


def test_what_finished_is_kept_until_it_passed_the_gate(flow: Flow, settings: Settings) -> None:
    flow.accept(1)
    settled = flow.settle(flow.dispatch())
    purge(flow, settings, 300)
    assert flow.account().unfinished == 0
    flow.finish(settled)
    assert flow.audit().faults == []


def test_work_of_entries_that_are_nowhere_goes_and_all_other_work_stays(flow: Flow, settings: Settings) -> None:
    waiting, bodiless = flow.accept(2)
    flow.dispatch()
    flow.client.xdel(keys.INCOMING, bodiless)
    for entry in (waiting, bodiless, "5-0"):
        flow.client.hset(keys.work(entry), "stage", "topics")
    purge(flow, settings, 0)
    assert sorted(flow.client.keys(f"{keys.WORK}*")) == sorted(keys.work(e).encode() for e in (waiting, bodiless))


def test_events_of_a_forgotten_article_go(flow: Flow) -> None:
    one, two = flow.run(2)
    flow.store.forget(f"urn:{one}")
    assert remove_events(flow.client, f"urn:{one}") == 1
    [(_, fields)] = flow.client.xrange(keys.EVENTS)  # type: ignore[misc]
    assert f"urn:{two}".encode() in fields[b"event"]
    assert flow.audit().faults == []


def test_a_stop_ends_it_after_the_step_at_hand(flow: Flow, settings: Settings) -> None:
    flow.run(1)
    stopping = threading.Event()
    stopping.set()
    retention.purge(flow.store, flow.ledger, settings, datetime.now(UTC) + timedelta(days=1000), stopping)
    assert flow.account().expired == 0
