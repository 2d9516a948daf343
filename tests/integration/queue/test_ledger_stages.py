"""The ledger's scripts around a stage, on a real server: begin, end, pause, restart. Asking twice is harmless."""

import json

import redis

from tests.integration.queue.asking import WORKER, accept, begin, begin_and_die, dispatch
from workers.queue import keys
from workers.queue.entry import Hold, Ticket
from workers.queue.ledger import Ledger

SETTLER = "settle@h#1/9"


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
