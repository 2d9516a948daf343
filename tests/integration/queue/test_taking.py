"""How settle workers take what went through the stages, on a real server."""

import json
import threading

import redis

from newsmill.errors import Transient
from tests.integration.queue.asking import dispatch
from workers.queue import keys
from workers.queue.entry import Hold, Taken, Ticket
from workers.queue.ledger import Ledger
from workers.queue.settling import Settler
from workers.queue.writer import Writer
from workers.settlement import Settled

SETTLER = "settle@h#1/9"


def through_the_stages(ledger: Ledger, ticket: Ticket) -> None:
    ledger.begin(ticket, "cleanup@h#1/7", 3, body=True)
    ledger.end(ticket, "settle", {"failure": b"why"})


def take(ledger: Ledger, worker: str = SETTLER, *, again: bool = False, most: int = 9) -> list[Taken] | None:
    return ledger.take(worker, most, 2**20, ("failure", "run"), again=again)


def test_settle_takes_what_went_through_the_stages(ledger: Ledger, ticket: Ticket) -> None:
    assert take(ledger) is None
    through_the_stages(ledger, ticket)
    assert take(ledger) == [
        Taken(ledger.ledger_id() or "", ticket.entry, b"one", {"failure": b"why", "run": None}),
    ]
    assert ledger.holds() == [Hold(ticket.entry, SETTLER, 4)]
    assert take(ledger) is None


def test_settle_takes_no_more_than_it_asks_for_oldest_first(client: "redis.Redis", ledger: Ledger) -> None:
    for number in range(4):
        client.xadd(keys.INCOMING, {"article": str(number)})
    tickets = dispatch(ledger)
    for ticket in tickets:
        through_the_stages(ledger, ticket)
    assert [[taken.entry for taken in take(ledger, most=3) or []] for _ in range(2)] == [
        [ticket.entry for ticket in tickets[:3]],
        [tickets[3].entry],
    ]


def test_a_full_batch_of_bytes_ends_it(client: "redis.Redis", ledger: Ledger) -> None:
    for _ in range(3):
        client.xadd(keys.INCOMING, {"article": "x" * 1000})
    for ticket in dispatch(ledger):
        through_the_stages(ledger, ticket)
    assert len(ledger.take(SETTLER, 9, 1500, ("failure",), again=False) or []) == 2


def test_an_answer_that_was_lost_is_given_again_to_who_asks_for_it(ledger: Ledger, ticket: Ticket) -> None:
    through_the_stages(ledger, ticket)
    lost = take(ledger)
    assert take(ledger, "settle@h#2/9", again=True) is None
    assert take(ledger, again=True) == lost


def test_what_is_settled_or_of_an_older_attempt_or_no_entry_at_all_is_dropped(
    client: "redis.Redis", ledger: Ledger, ticket: Ticket
) -> None:
    through_the_stages(ledger, ticket)
    client.lpush(keys.SETTLING, "garbage", f"{ticket.entry} 7", "5-0 1")
    assert [taken.entry for taken in take(ledger) or []] == [ticket.entry]
    ledger.finish([(ticket.entry, b"{}")], 100)
    client.lpush(keys.SETTLING, f"{ticket.entry} 1")
    assert take(ledger) == []


def test_what_has_not_come_through_its_stages_is_not_settled(
    client: "redis.Redis", ledger: Ledger, ticket: Ticket
) -> None:
    """Sent by a dispatcher that knew more than the replica which took over knows, or by another program."""
    ledger.begin(ticket, "cleanup@h#1/7", 3, body=True)
    client.lpush(keys.SETTLING, f"{ticket.entry} 1")
    assert take(ledger) == []
    assert ledger.end(ticket, "entities", {"cleanup": b"made"}), "its stage goes on"


def test_what_settle_workers_died_of_is_taken_alone_and_fails_in_the_end(client: "redis.Redis", ledger: Ledger) -> None:
    client.xadd(keys.INCOMING, {"article": "a"})
    client.xadd(keys.INCOMING, {"article": "b"})
    for ticket in dispatch(ledger):
        through_the_stages(ledger, ticket)
    said = []
    for death in range(3):
        taken_at_once = [len(take(ledger, f"settle@h#{death}/9") or []) for _ in range(3)]
        assert taken_at_once == ([1, 1, 0] if death else [2, 0, 0])
        again = [ledger.restart(hold, b"{}", b'{"message": "died"}', 2) for hold in ledger.holds()]
        ledger.send([ticket for ticket in again if ticket])
        said = [taken.fields["failure"] for _ in range(2) for taken in take(ledger, f"settle@h#{death}/8") or []]
        again = [ledger.restart(hold, b"{}") for hold in ledger.holds()]  # who waits or ends in order is not counted
        ledger.send([ticket for ticket in again if ticket])
    assert [json.loads(failure or b"") for failure in said] == [{"message": "died", "stage": "settle", "starts": 3}] * 2


def test_a_settle_worker_that_ends_in_order_gives_back_what_it_waited_with(
    client: "redis.Redis", ledger: Ledger, ticket: Ticket
) -> None:
    through_the_stages(ledger, ticket)
    stopping = threading.Event()

    class Away:
        def settle(self, _settlements: object) -> list[Settled]:
            stopping.set()
            raise Transient("the database is away")

    Settler(ledger, Writer(Away(), ledger, 100, stopping), "settle@h#1", 3, stopping).run()
    assert [hold.holder for hold in ledger.holds()] == ["queue:settle"]
    assert not client.hexists(keys.work(ticket.entry), "begun"), "it did not die"
    assert len(take(ledger, "settle@h#2/9") or []) == 1


def test_waiting_for_settle_takes_nothing(ledger: Ledger, ticket: Ticket) -> None:
    ledger.wait_for_settling(0.05)
    through_the_stages(ledger, ticket)
    ledger.wait_for_settling(5)
    assert len(take(ledger) or []) == 1
