"""The lane of re-runs, on a real server: it gets what live articles leave, and makes accepted entries of its own."""

import redis

from tests.integration.queue.test_ledger import WORKER, accept
from workers.queue import keys
from workers.queue.entry import Dispatched, Ticket
from workers.queue.ledger import Ledger
from workers.queue.rerun import Rerun

ROOM = 10**6


def queue(ledger: Ledger, count: int = 1, **fields: bytes) -> None:
    for n in range(count):
        assert ledger.rerun(Rerun(b"raw %d" % n, 2, "1-0", "topics", fields), ROOM)


def dispatch(ledger: Ledger, in_flight: int = 64, reruns: int = 8, at_most: int = 16) -> Dispatched:
    return ledger.dispatch("dispatcher@h#1/5", in_flight, reruns, at_most)


def test_a_rerun_is_accepted_once_it_is_taken_and_goes_on_at_its_stage_with_what_was_made_before(
    client: "redis.Redis", ledger: Ledger
) -> None:
    assert ledger.rerun(Rerun(b"raw", 2, "7-0", "topics", {"cleanup": b"clean"}, letter=5), ROOM)
    assert (ledger.reruns_waiting(), ledger.counts().accepted) == (1, 0)

    room, waiting, [ticket] = dispatch(ledger)

    assert (room, waiting, ticket.attempt, ticket.stage) == (63, 0, 1, "topics")
    assert (ledger.reruns_waiting(), ledger.counts().accepted, ledger.counts().unfinished) == (0, 1, 1)
    begun = ledger.begin(ticket, WORKER, 3, body=True, fields=("cleanup", "run", "first", "letter"))
    assert (begun.verdict, begun.body) == ("run", b"raw")
    assert begun.fields == {"cleanup": b"clean", "run": b"2", "first": b"7-0", "letter": b"5"}
    assert ledger.finish([(ticket.entry, b"{}")], 100) == [True]
    assert client.keys(keys.WORK + "*") == []


def test_what_somebody_else_put_into_the_lane_stops_nothing(client: "redis.Redis", ledger: Ledger) -> None:
    client.xadd(keys.RERUNS, {"foo": "bar"})
    client.xadd(keys.RERUNS, {"article": "raw"})
    queue(ledger)
    assert [ticket.stage for ticket in dispatch(ledger).tickets] == ["topics"]
    assert ledger.reruns_waiting() == 0


def test_live_articles_overtake_every_rerun_that_waits(client: "redis.Redis", ledger: Ledger) -> None:
    queue(ledger, 500)
    assert len(dispatch(ledger).tickets) == 8
    [live] = accept(client, "live")
    assert dispatch(ledger) == (55, 492, [Ticket(live, 1, "cleanup")])


def test_reruns_get_only_what_live_articles_leave(client: "redis.Redis", ledger: Ledger) -> None:
    queue(ledger, 20)
    live = accept(client, *"abcde")
    taken = dispatch(ledger)
    assert [ticket.entry for ticket in taken.tickets[:5]] == live
    assert (len(taken.tickets), taken.reruns_waiting) == (8, 17)
    assert dispatch(ledger).tickets == [], "eight are in flight"
    ledger.finish([(entry, b"{}") for entry in live], 100)
    assert len(dispatch(ledger).tickets) == 5
    accept(client, *map(str, range(20)))
    assert [ticket.stage for ticket in dispatch(ledger, at_most=20).tickets] == ["cleanup"] * 20
    ledger.finish([(ticket, b"{}") for ticket in (hold.entry for hold in ledger.holds()[:15])], 100)
    assert dispatch(ledger).tickets == [], "thirteen live articles are in flight, more than reruns may fill up"


def test_a_lane_that_is_full_takes_no_more_and_an_empty_one_takes_any(ledger: Ledger) -> None:
    large = Rerun(b"x" * 5000, 2, "1-0")
    assert ledger.rerun(large, 4000), "or the largest article could never be run again"
    assert not ledger.rerun(Rerun(b"x", 2, "1-0"), 4000)
    dispatch(ledger)
    assert ledger.rerun(large, 4000)


def test_a_full_server_refuses_reruns_and_still_lets_those_that_wait_through(
    client: "redis.Redis", ledger: Ledger
) -> None:
    queue(ledger)
    client.config_set("maxmemory", "1")
    try:
        assert not ledger.rerun(Rerun(b"raw", 2, "1-0"), ROOM)
        assert len(dispatch(ledger).tickets) == 1
    finally:
        client.config_set("maxmemory", "2gb")


def test_two_dispatchers_share_the_room_of_the_lane(ledger: Ledger) -> None:
    queue(ledger, 20)
    first = dispatch(ledger, reruns=6, at_most=4)
    second = ledger.dispatch("dispatcher@h#2/6", 64, 6, 16)
    assert (len(first.tickets), len(second.tickets), second.reruns_waiting) == (4, 2, 14)
