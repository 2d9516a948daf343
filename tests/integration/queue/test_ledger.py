"""Every Lua script of the ledger, on a real server: what it does, what it refuses, that asking twice is harmless."""

import json
from collections.abc import Sequence

import pytest
import redis

from workers.queue import keys
from workers.queue.entry import Hold, Ticket
from workers.queue.ledger import Ledger

WORKER = "cleanup@h#1/7"
SETTLER = "settle@h#1/9"


def accept(client: "redis.Redis", *values: str) -> list[str]:
    return [client.xadd(keys.INCOMING, {"article": value}).decode() for value in values]  # type: ignore[union-attr]


def dispatch(ledger: Ledger, in_flight: int = 64, at_most: int = 16) -> list[Ticket]:
    return ledger.dispatch("dispatcher@h#1/5", in_flight, 8, at_most).tickets


def begin(ledger: Ledger, ticket: Ticket, fields: Sequence[str] = (), worker: str = WORKER, max_starts: int = 3) -> str:
    return ledger.begin(ticket, worker, max_starts, body=True, fields=fields).verdict


@pytest.fixture
def ticket(client: "redis.Redis", ledger: Ledger) -> Ticket:
    """One dispatched entry."""
    accept(client, "one")
    [found] = dispatch(ledger)
    return found


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


# --- begin ---


def test_begin_holds_the_entry_counts_the_start_and_loads_the_body(ledger: Ledger, ticket: Ticket) -> None:
    begun = ledger.begin(ticket, WORKER, 3, body=True)
    assert (begun.verdict, begun.starts, begun.body) == ("run", 1, b"one")
    assert ledger.holds() == [Hold(ticket.entry, WORKER, 2)]


def test_begin_loads_the_fields_it_is_asked_for_and_no_body(ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    ledger.end(ticket, "entities", {"cleanup": b"clean"})
    begun = ledger.begin(Ticket(ticket.entry, 1, "entities"), WORKER, 3, body=False, fields=("cleanup", "topics"))
    assert (begun.body, begun.fields) == (None, {"cleanup": b"clean", "topics": None})


def test_an_entry_without_the_field_article_has_no_body(client: "redis.Redis", ledger: Ledger) -> None:
    client.xadd(keys.INCOMING, {"something": "else"})
    [ticket] = dispatch(ledger)
    begun = ledger.begin(ticket, WORKER, 3, body=True)
    assert (begun.verdict, begun.body) == ("run", None)


def test_an_entry_that_is_not_pending_is_gone(ledger: Ledger) -> None:
    assert begin(ledger, Ticket("5-0", 1, "cleanup")) == "gone"


def test_a_message_of_an_older_attempt_is_stale(ledger: Ledger, ticket: Ticket) -> None:
    _, again = begin_and_die(ledger, ticket, 5)
    assert again == Ticket(ticket.entry, 2, "cleanup")
    assert begin(ledger, ticket) == "stale"
    assert begin(ledger, again) == "run"


def test_a_message_that_comes_twice_finds_the_stage_done(ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    ledger.end(ticket, "entities", {"cleanup": b"clean"})
    assert begin(ledger, ticket) == "done"
    assert ledger.holds() == [Hold(ticket.entry, "queue:entities", 3)]


def test_a_stage_after_a_failure_is_done(ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    ledger.end(ticket, "settle", {"failure": b"why"})
    assert begin(ledger, Ticket(ticket.entry, 1, "entities")) == "done"


def begin_and_die(ledger: Ledger, ticket: Ticket, pid: int) -> tuple[str, Ticket]:
    """Begin it in a process of its own; the verdict, and the ticket of the restart."""
    verdict = begin(ledger, ticket, worker=f"cleanup@h#1/{pid}")
    [hold] = ledger.holds()
    again = ledger.restart(hold, b"{}")
    assert again is not None
    return verdict, again


def test_what_was_started_too_often_is_buried(ledger: Ledger, ticket: Ticket) -> None:
    verdicts = []
    for pid in range(4):
        verdict, ticket = begin_and_die(ledger, ticket, pid)
        verdicts.append(verdict)
    assert verdicts == ["run", "run", "run", "buried"]


def test_a_second_copy_of_a_message_leaves_alone_what_another_process_works_on(ledger: Ledger, ticket: Ticket) -> None:
    assert begin(ledger, ticket, worker="cleanup@h#1/7") == "run"
    assert begin(ledger, ticket, worker="cleanup@h#2/8") == "held"
    assert [hold.holder for hold in ledger.holds()] == ["cleanup@h#1/7"]


def test_what_only_waits_is_sent_again_and_its_older_message_stays_good(ledger: Ledger, ticket: Ticket) -> None:
    [taken] = ledger.holds()
    assert ledger.restart(taken, b"{}") == ticket
    [waiting] = ledger.holds()
    assert ledger.restart(waiting, b"{}") == ticket
    assert begin(ledger, ticket) == "run"


def test_a_process_that_asks_again_after_a_lost_answer_has_started_once(ledger: Ledger, ticket: Ticket) -> None:
    asked = [ledger.begin(ticket, WORKER, 1, body=True) for _ in range(3)]
    assert [(begun.verdict, begun.starts) for begun in asked] == [("run", 1)] * 3


def test_an_end_clears_the_count_of_starts(ledger: Ledger, ticket: Ticket) -> None:
    for pid in range(2):
        _, ticket = begin_and_die(ledger, ticket, pid)
    begin(ledger, ticket)
    ledger.end(ticket, "entities", {"cleanup": b"clean"})
    assert ledger.begin(Ticket(ticket.entry, ticket.attempt, "entities"), WORKER, 3, body=False).starts == 1


def test_a_body_that_was_removed_is_noticed_and_the_entry_stays_pending(
    client: "redis.Redis", ledger: Ledger, ticket: Ticket
) -> None:
    client.xdel(keys.INCOMING, ticket.entry)
    assert begin(ledger, ticket) == "removed"
    assert [hold.entry for hold in ledger.holds()] == [ticket.entry]


# --- end ---


def test_end_sends_the_message_of_the_next_stage_once(client: "redis.Redis", ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    for _ in range(2):  # the first answer may be lost
        assert ledger.end(ticket, "entities", {"cleanup": b"clean"})
    assert client.lrange("entities", 0, -1) == [ticket.after("entities").message]


def test_a_worker_that_goes_on_holds_the_entry_and_has_begun_its_next_stage(
    client: "redis.Redis", ledger: Ledger, ticket: Ticket
) -> None:
    begin(ledger, ticket)
    assert ledger.end(ticket, "entities", {"cleanup": b"clean"}, goes_on=True)
    assert ledger.holds() == [Hold(ticket.entry, WORKER, 2)]
    assert client.llen("entities") == 0
    # Killed now, it has begun once: so a restart is its second start, and goes on at the stage that was reached.
    [hold] = ledger.holds()
    again = ledger.restart(hold, b"{}")
    assert again == Ticket(ticket.entry, 2, "entities")
    assert ledger.begin(again, "stages@h#2/9", 3, body=False).starts == 2


def test_end_keeps_the_output_and_hands_the_entry_on(client: "redis.Redis", ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    assert ledger.end(ticket, "entities", {"cleanup": b"clean", "cleanup_ms": b"3"})
    assert client.hgetall(keys.work(ticket.entry)) == {b"cleanup": b"clean", b"cleanup_ms": b"3", b"stage": b"entities"}
    assert ledger.holds() == [Hold(ticket.entry, "queue:entities", 3)]


def test_an_end_whose_answer_was_lost_can_be_asked_again(ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    assert ledger.end(ticket, "entities", {"cleanup": b"clean"})
    assert ledger.end(ticket, "entities", {"cleanup": b"clean"})
    assert ledger.holds() == [Hold(ticket.entry, "queue:entities", 3)]


def test_an_end_of_a_stale_attempt_changes_nothing(client: "redis.Redis", ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    [hold] = ledger.holds()
    ledger.restart(hold, b"removed")
    assert not ledger.end(ticket, "entities", {"cleanup": b"late"})
    assert client.hget(keys.work(ticket.entry), "cleanup") is None


def test_a_failure_that_comes_after_the_end_is_refused(client: "redis.Redis", ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    ledger.end(ticket, "entities", {"cleanup": b"clean"})
    assert not ledger.end(ticket, "settle", {"failure": b"time limit"})
    assert client.hget(keys.work(ticket.entry), "failure") is None


def test_an_end_after_the_gate_leaves_no_work_behind(client: "redis.Redis", ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    ledger.finish([(ticket.entry, b"{}")], 100)
    assert not ledger.end(ticket, "entities", {"cleanup": b"late"})
    assert client.keys(keys.WORK + "*") == []


# --- pause ---


def test_a_pause_hands_the_entry_to_nobody_and_counts_no_start(
    client: "redis.Redis", ledger: Ledger, ticket: Ticket
) -> None:
    for pauses in range(1, 6):
        assert ledger.begin(ticket, WORKER, 3, body=True, fields=("pauses",)).verdict == "run"
        assert ledger.pause(ticket, 2**pauses)
        [hold] = ledger.holds()
        assert hold.holder == f"pause:cleanup:{2**pauses}"
        assert client.hget(keys.work(ticket.entry), "pauses") == b"%d" % pauses
        again = ledger.restart(hold, b"{}")
        assert again is not None
        ticket = again
    assert begin(ledger, ticket) == "run"
    assert ledger.end(ticket, "entities", {"cleanup": b"clean"})
    assert client.hget(keys.work(ticket.entry), "pauses") is None, "the next stage counts anew"


def test_a_pause_can_be_asked_for_again(client: "redis.Redis", ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    assert ledger.pause(ticket, 1)
    assert ledger.pause(ticket, 1)
    assert client.hget(keys.work(ticket.entry), "pauses") == b"1"


def test_a_pause_of_a_stale_attempt_changes_nothing(ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    [hold] = ledger.holds()
    again = ledger.restart(hold, b"{}")
    assert not ledger.pause(ticket, 1)
    assert again is not None
    ledger.finish([(again.entry, b"{}")], 100)
    assert not ledger.pause(again, 1)


def test_entries_that_pause_take_no_room_from_others_up_to_once_the_limit(
    client: "redis.Redis", ledger: Ledger
) -> None:
    accept(client, *map(str, range(12)))
    for _ in range(2):
        for ticket in dispatch(ledger, in_flight=3):
            begin(ledger, ticket)
            assert ledger.pause(ticket, 60)
    assert len(ledger.holds()) == 6
    assert ledger.dispatch("dispatcher@h#1/5", 3, 8, 16) == (0, 0, []), "six pause: three of them count"
    [first, *_] = ledger.holds()
    ledger.finish([(first.entry, b"{}")], 100)
    assert len(dispatch(ledger, in_flight=3)) == 1


# --- finish ---


def test_the_gate_is_passed_once(client: "redis.Redis", ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    assert ledger.finish([(ticket.entry, b"first"), (ticket.entry, b"second")], 100) == [True, False]
    assert ledger.finish([(ticket.entry, b"third")], 100) == [False]
    assert [fields for _, fields in client.xrange(keys.EVENTS)] == [{b"event": b"first"}]  # type: ignore[union-attr]
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
    assert client.xlen(keys.EVENTS) <= 200  # type: ignore[operator]


# --- restart ---


def test_of_two_sweepers_one_restarts(ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    [hold] = ledger.holds()
    assert ledger.restart(hold, b"removed") == Ticket(ticket.entry, 2, "cleanup")
    assert ledger.restart(hold, b"removed") is None


def test_a_restart_goes_on_at_the_stage_that_was_reached(ledger: Ledger, ticket: Ticket) -> None:
    begin(ledger, ticket)
    ledger.end(ticket, "entities", {"cleanup": b"clean"})
    ticket = Ticket(ticket.entry, 1, "entities")
    assert begin_and_die(ledger, ticket, 5) == ("run", Ticket(ticket.entry, 2, "entities"))


def test_a_restart_of_finished_work_is_refused(ledger: Ledger, ticket: Ticket) -> None:
    [hold] = ledger.holds()
    ledger.finish([(ticket.entry, b"{}")], 100)
    assert ledger.restart(hold, b"removed") is None


def test_an_entry_whose_body_is_gone_goes_on_to_settle_with_the_reason(
    client: "redis.Redis", ledger: Ledger, ticket: Ticket
) -> None:
    begin(ledger, ticket)
    client.xdel(keys.INCOMING, ticket.entry)
    [hold] = ledger.holds()
    again = ledger.restart(hold, b'{"stage": "", "starts": 0, "message": "body/gone"}')
    assert again == Ticket(ticket.entry, 2, "settle")
    ledger.send([again])
    [taken] = ledger.take(SETTLER, 9, 2**20, ("failure",), again=False) or []
    assert taken.body is None
    failure = json.loads(taken.fields["failure"] or b"")
    assert failure == {"stage": "cleanup", "starts": 0, "message": "body/gone"}


# --- heartbeats, tidying, counts ---


def test_beats_carry_the_servers_clock(client: "redis.Redis", ledger: Ledger) -> None:
    ledger.beat("cleanup@h#1", b"{}")
    at, about = ledger.beats()["cleanup@h#1"]
    assert about == b"{}"
    assert abs(at - ledger.server_time()) <= 2


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
            ledger._scripts["accept"]([keys.INCOMING], [100, 10**9, b"x"])
        ledger.beat("cleanup@h#1", b"{}")
        for ticket in dispatch(ledger):
            assert begin(ledger, ticket) == "run"
            assert ledger.end(ticket, "entities", {"cleanup": b"clean"})
            [hold] = [hold for hold in ledger.holds() if hold.entry == ticket.entry]
            assert ledger.restart(hold, b"removed") is not None
            assert ledger.finish([(ticket.entry, b"{}")], 100) == [True]
    finally:
        client.config_set("maxmemory", "2gb")
