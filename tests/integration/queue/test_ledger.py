"""The ledger's scripts on a real server: dispatch, the gate, heartbeats, counts. Asking twice is harmless."""

import pytest
import redis

from newsmill.client.streams import accept_script
from tests.integration.queue.asking import WORKER, accept, begin, dispatch
from workers.queue import keys
from workers.queue.entry import Ticket
from workers.queue.heartbeat import living_beats, read_beats
from workers.queue.ledger import Ledger

# --- prepare, dispatch ---


def test_preparing_twice_keeps_the_ledger(ledger: Ledger) -> None:
    first = ledger.ledger_id()
    ledger.prepare()
    assert ledger.ledger_id() == first
    assert first


def test_entries_that_were_accepted_before_the_first_dispatcher_are_dispatched(
    valkey: object, client: "redis.Redis"
) -> None:
    [entry] = accept(client, "early")
    ledger = Ledger(client)
    ledger.prepare()
    assert dispatch(ledger) == [Ticket(entry, 1, "cleanup")]


def test_each_entry_is_dispatched_once_in_order(client: "redis.Redis", ledger: Ledger) -> None:
    entries = accept(client, "a", "b", "c")
    assert [ticket.entry for ticket in dispatch(ledger, at_most=2)] == entries[:2]
    assert [ticket.entry for ticket in dispatch(ledger, at_most=2)] == entries[2:]
    assert dispatch(ledger) == []


def test_the_room_is_what_the_limit_leaves(client: "redis.Redis", ledger: Ledger) -> None:
    accept(client, *"abcde")
    assert ledger.dispatch("dispatcher@h#1/5", 3, 8, 16).room == 0
    assert ledger.dispatch("dispatcher@h#2/6", 3, 8, 16) == (0, 0, [])
    room, _, tickets = ledger.dispatch("dispatcher@h#2/6", 4, 8, 16)
    assert (room, len(tickets)) == (0, 1)


def test_an_entry_whose_work_says_so_starts_at_a_later_stage(client: "redis.Redis", ledger: Ledger) -> None:
    [entry] = accept(client, "again")
    client.hset(keys.work(entry), mapping={"stage": "topics", "attempt": 4})
    assert dispatch(ledger) == [Ticket(entry, 4, "topics")]


# --- finish ---


def test_the_gate_is_passed_once(client: "redis.Redis", ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    assert ledger.finish([(ticket.entry, b"first"), (ticket.entry, b"second")], 100) == [True, False]
    assert ledger.finish([(ticket.entry, b"third")], 100) == [False]
    assert [fields for _, fields in client.xrange(keys.EVENTS)] == [{b"event": b"first"}]
    assert client.xlen(keys.INCOMING) == 0
    assert ledger.holds() == []
    assert client.keys(keys.WORK + "*") == []


def test_an_entry_that_was_never_dispatched_does_not_pass_the_gate(client: "redis.Redis", ledger: Ledger) -> None:
    [entry] = accept(client, "one")
    assert ledger.finish([(entry, b"{}")], 100) == [False]
    assert client.xlen(keys.INCOMING) == 1


def test_the_events_are_bounded(client: "redis.Redis", ledger: Ledger) -> None:
    accept(client, *map(str, range(500)))
    while tickets := dispatch(ledger, in_flight=1000, at_most=100):
        ledger.finish([(ticket.entry, b"{}") for ticket in tickets], 100)
    assert client.xlen(keys.EVENTS) <= 200


# --- heartbeats, tidying, counts ---


def test_beats_carry_the_servers_clock(client: "redis.Redis", ledger: Ledger) -> None:
    ledger.beat("cleanup@h#1", b"{}")
    at, about = ledger.beats()["cleanup@h#1"]
    assert about == b"{}"
    assert abs(at - ledger.server_time()) <= 2


def test_a_beat_that_nobody_can_read_is_silence(client: "redis.Redis", ledger: Ledger) -> None:
    said = [b"", b"1", b"x {}", b"1 {}", b"1 [", b'1 {"stages": 3}', b"1 3", b"1 []", b"\xff"]
    for number, garbage in enumerate(said):
        client.hset(keys.HEARTBEATS, f"other#{number}", garbage)
    ledger.beat("cleanup@h#1", b'{"stages": ["cleanup"], "host": "h", "pids": [7], "number": 1}')
    beats = read_beats(ledger)
    assert [beat.stages for beat in living_beats(ledger, 12)] == [("cleanup",)]
    assert len(beats) == 1 + len(said), "the sweeper takes them off the list"


def test_tidying_deletes_idle_consumers_and_never_one_that_holds_an_entry(ledger: Ledger, ticket: Ticket) -> None:
    ledger.beat("dead@h#1", b"{}")
    begin(ledger, ticket)
    assert ledger.consumers() == {"dispatcher@h#1/5": 0, WORKER: 1}
    assert ledger.tidy(["dead@h#1"], ["dispatcher@h#1/5", WORKER, "never@h#1/1"]) == 1
    assert ledger.consumers() == {WORKER: 1}
    assert ledger.beats() == {}


def test_counts_go_on_when_finished_entries_are_deleted(client: "redis.Redis", ledger: Ledger, ticket: Ticket) -> None:
    ledger.finish([(ticket.entry, b"{}")], 100)
    [second] = accept(client, "two")
    counts = ledger.counts()
    assert (counts.accepted, counts.unfinished, counts.oldest) == (2, 1, second)


def test_a_server_that_is_full_lets_everything_through_but_new_articles(client: "redis.Redis", ledger: Ledger) -> None:
    accept(client, *["x" * 1000] * 3)
    client.config_set("maxmemory", "1")
    try:
        with pytest.raises(redis.exceptions.OutOfMemoryError):
            client.xadd(keys.INCOMING, {"article": "x"})
        with pytest.raises(redis.exceptions.OutOfMemoryError):
            client.register_script(accept_script())([keys.INCOMING], [100, 10**9, b"x"])
        ledger.beat("cleanup@h#1", b"{}")
        for ticket in dispatch(ledger):
            assert begin(ledger, ticket) == "run"
            assert ledger.end(ticket, "entities", {"cleanup": b"clean"})
            [hold] = [hold for hold in ledger.holds() if hold.entry == ticket.entry]
            assert ledger.restart(hold, b"removed") is not None
            assert ledger.finish([(ticket.entry, b"{}")], 100) == [True]
    finally:
        client.config_set("maxmemory", "2gb")
