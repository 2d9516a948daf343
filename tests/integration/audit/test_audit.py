"""What the audit finds: each kind of loss is made once, named or counted, and a healthy service has none."""

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from sqlalchemy import create_engine, text

from tests.integration.audit.conftest import Flow
from workers.account import Window
from workers.queue import keys
from workers.queue.entry import Ticket


def faults(flow: Flow) -> list[tuple[str, str | None]]:
    return [(fault.kind, fault.entry) for fault in flow.audit().faults]


def change(flow: Flow, statement: str, **values: object) -> None:
    engine = create_engine(flow.url)
    with engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount
    engine.dispose()


def test_a_healthy_service_has_no_faults_at_any_step(flow: Flow) -> None:
    assert flow.audit().faults == []
    flow.run(3)
    flow.run(2, dead=True)
    flow.accept(4)
    entries = flow.dispatch(3)
    flow.client.hset(keys.work(entries[0]), "stage", "entities")
    assert flow.audit().faults == []
    settled = flow.settle(entries)
    assert flow.audit().faults == [], "what is between its outcome and the gate is no fault"
    flow.finish(settled)
    assert flow.audit().faults == []


@pytest.mark.parametrize("how", ["XDEL", "XTRIM"])
def test_entries_that_were_removed_before_they_were_taken_are_counted(flow: Flow, how: str) -> None:
    flow.run(2)
    flow.ledger.watch()
    entries = flow.accept(5)
    flow.ledger.watch()
    if how == "XDEL":
        flow.client.xdel(keys.INCOMING, *entries[1:3])
    else:
        flow.client.xtrim(keys.INCOMING, maxlen=3, approximate=False)
    found = flow.audit()
    [fault] = found.faults
    assert (fault.kind, fault.entries, fault.entry) == ("vanished", 2, None)
    assert f"between {entries[0]} and {entries[2]}" in fault.message
    assert (found.account.accepted, found.account.vanished, found.account.balanced) == (7, 2, False)
    flow.finish(flow.settle(flow.dispatch()))
    assert (flow.account().accepted, flow.account().stored, flow.account().vanished) == (7, 5, 2)


def test_a_vanished_entry_is_a_fault_of_the_windows_it_may_be_of(flow: Flow) -> None:
    flow.client.xadd(keys.INCOMING, {"article": b"{}"}, id="1000000-0")
    flow.client.xadd(keys.INCOMING, {"article": b"{}"}, id="2000000-0")
    flow.ledger.watch()
    flow.client.xdel(keys.INCOMING, "2000000-0")
    at = [datetime.fromtimestamp(seconds, UTC) for seconds in (0, 500, 1500, 2500, 3500)]
    assert [flow.audit(Window(a, b)).account.vanished for a, b in pairwise(at)] == [0, 1, 1, 0]


def test_what_vanished_from_an_idle_queue_was_accepted_since_the_last_look(flow: Flow) -> None:
    flow.run(1)
    flow.ledger.watch()
    begun = datetime.now(UTC) - timedelta(seconds=5)
    flow.client.xdel(keys.INCOMING, *flow.accept(1))
    assert flow.audit(Window(since=begun)).account.vanished == 1
    assert flow.audit(Window(until=begun)).account.vanished == 0


def test_what_no_dispatcher_has_looked_at_is_counted_too(flow: Flow) -> None:
    flow.client.xdel(keys.INCOMING, *flow.accept(2))
    account = flow.account()
    assert (account.accepted, account.vanished, account.balanced) == (2, 2, False)


def test_a_deleted_stream_takes_nothing_out_of_the_sum(flow: Flow) -> None:
    flow.run(3)
    entries = flow.accept(4)
    flow.ledger.watch()
    flow.client.delete(keys.INCOMING)
    assert (flow.account().accepted, flow.account().vanished) == (7, 4)
    flow.ledger.prepare()
    assert [(fault.kind, fault.entries) for fault in flow.audit().faults] == [("vanished", 4)]
    assert entries[-1] in flow.audit().faults[0].message
    flow.run(2)
    account = flow.account()
    assert (account.accepted, account.stored, account.vanished, account.unfinished) == (9, 5, 4, 0)


def test_a_deleted_stream_that_was_filled_again_at_once_is_noticed(flow: Flow) -> None:
    flow.run(3)
    flow.ledger.watch()
    flow.accept(1)
    flow.client.delete(keys.INCOMING)
    flow.ledger.prepare()
    flow.run(5)
    flow.ledger.watch()
    assert (flow.account().accepted, flow.account().stored) == (8, 8)


def test_an_entry_that_another_program_acknowledged_is_named(flow: Flow) -> None:
    entry = flow.client.xadd(keys.INCOMING, {"article": b'{"id": "urn:stuck"}'}).decode()
    flow.dispatch()
    flow.client.xack(keys.INCOMING, keys.GROUP, entry)
    found = [fault for fault in flow.audit().faults if fault.kind == "stranded"]
    assert [(fault.entry, fault.article_id) for fault in found] == [(entry, "urn:stuck")]


def test_a_store_from_an_older_copy_lacks_outcomes_and_each_is_named_by_its_event(flow: Flow) -> None:
    entries = flow.run(3)
    change(flow, "DELETE FROM results")
    change(flow, "DELETE FROM articles")
    change(flow, "DELETE FROM outcomes WHERE entry > :entry", entry=entries[0])
    found = flow.audit()
    named = [fault for fault in found.faults if fault.kind == "unrecorded"]
    assert [(fault.entry, fault.article_id) for fault in named] == [(entry, f"urn:{entry}") for entry in entries[1:]]
    assert (found.account.accepted, found.account.stored, found.account.unrecorded) == (3, 1, 2)
    assert ("contradiction", entries[0]) in faults(flow)


def test_a_redis_from_an_older_copy_does_not_know_every_outcome_and_that_is_no_fault(flow: Flow) -> None:
    last = flow.run(3)[-1]
    milliseconds = int(last.partition("-")[0])
    flow.settle([f"{milliseconds + 1}-{number}" for number in range(7)])  # accepted and announced by the Redis before
    found = flow.audit()
    assert found.faults == []
    assert (found.account.accepted, found.account.stored, found.account.only_in_store) == (10, 10, 7)
    assert [note for note in found.notes if "7 entries are settled in the store and unknown to Redis" in note] != []
    assert flow.audit(Window(since=datetime.now(UTC) - timedelta(days=1))).account.accepted == 10
    time.sleep(0.01)  # what is accepted now has later ids than those
    flow.run(2)
    assert faults(flow) == []
    assert flow.account().only_in_store == 7


def test_outcomes_that_are_missing_beyond_the_events_that_are_kept_are_counted(flow: Flow) -> None:
    flow.run(3)
    flow.client.delete(keys.EVENTS)
    change(flow, "DELETE FROM outcomes")
    [fault] = [fault for fault in flow.audit().faults if fault.kind == "unrecorded"]
    assert (fault.entries, fault.entry) == (3, None)


def test_an_outcome_without_an_event_is_named(flow: Flow) -> None:
    entries = flow.run(3)
    [oldest, *_] = cast("list[Any]", flow.client.xrange(keys.EVENTS))
    flow.client.xdel(keys.EVENTS, oldest[0])
    assert flow.audit().faults == [], "the oldest events may be trimmed"
    flow.client.delete(keys.EVENTS)
    assert faults(flow) == [("unannounced", entry) for entry in reversed(entries)]


def test_an_event_that_came_twice_or_says_something_else_is_named(flow: Flow) -> None:
    [one, two] = flow.run(2)
    [first, *_] = cast("list[Any]", flow.client.xrange(keys.EVENTS))
    flow.client.xadd(keys.EVENTS, first[1])
    change(flow, "UPDATE outcomes SET outcome = 'duplicate' WHERE entry = :entry", entry=two)
    assert ("announced twice", one) in faults(flow)
    assert ("announced otherwise", two) in faults(flow)


def test_work_of_an_entry_that_is_nowhere_is_named(flow: Flow) -> None:
    flow.client.hset(keys.work("5-0"), "stage", "topics")
    assert faults(flow) == [("orphan", "5-0")]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM outcomes WHERE outcome = 'stored'", "has a result, but no outcome"),
        ("DELETE FROM results", "has no current version"),
        ("DELETE FROM results", "is stored by its outcome, but its result is not in the store"),
        ("DELETE FROM dead_letters", "is dead by its outcome, but its dead letter is not in the store"),
        ("DELETE FROM outcomes WHERE outcome = 'dead'", "has a dead letter, but no outcome"),
        ("UPDATE results SET current = 0", "has no current version"),
    ],
)
def test_a_store_that_contradicts_itself_is_told(flow: Flow, statement: str, said: str) -> None:
    flow.run(1)
    flow.run(1, dead=True)
    assert flow.audit().faults == []
    change(flow, statement)
    assert said in [fault.message for fault in flow.audit().faults if fault.kind == "contradiction"]


def test_a_forgotten_article_is_no_fault(flow: Flow) -> None:
    [entry] = flow.run(1)
    flow.store.forget(f"urn:{entry}")
    assert flow.audit().faults == []


def test_idle_messages_are_noted_and_what_is_none_of_newsmills_is_passed_over(flow: Flow) -> None:
    [entry] = flow.run(1)
    flow.ledger.send([Ticket(entry, 1, "topics"), Ticket(entry, 1, "settle")])
    for queue in ("topics", keys.SETTLING):
        flow.client.lpush(queue, b"\xff not ours", b'{"body": 1}')
    found = flow.audit()
    assert found.faults == []
    assert found.notes == ["2 messages in the queues are for finished entries; workers drop them"]
