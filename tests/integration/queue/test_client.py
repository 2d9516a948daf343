"""The clients on a real server: accept, refuse, wait."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
import redis

from newsmill import Article, AsyncClient, Body, Client, Limits, QueueFull, Receipt, Rejected
from tests.valkey import Valkey
from workers.queue import keys
from workers.queue.events import event
from workers.queue.ledger import Ledger
from workers.settlement import Settled

ARTICLE: dict[str, Any] = {"id": "urn:x:1", "body": {"value": "Rain fell on Ostra."}}


def finish(ledger: Ledger, *outcomes: Any) -> None:
    """Dispatch everything and let it end so."""
    tickets = ledger.dispatch("dispatcher@h#1/5", 1000, 8, 1000).tickets
    for ticket, outcome in zip(tickets, outcomes, strict=True):
        ledger.finish([(ticket.entry, event("l", Settled(ticket.entry, outcome, "urn:x:1", 1)))], 100)


@pytest.mark.parametrize(
    "article",
    [
        ARTICLE,
        Article(id="urn:x:1", body=Body(value="a")),
        b'{"id":"urn:x:1","body":{"value":"a"}}',
        '{"id":"urn:x:1","body":{"value":"\u00e9"}}',
    ],
)
def test_an_article_is_accepted_in_every_form(valkey: Valkey, client: "redis.Redis", article: Any) -> None:
    with Client(valkey.url) as producer:
        receipt = producer.enqueue(article)
    assert receipt.article_id == "urn:x:1"
    [entry] = cast("list[Any]", client.xrange(keys.INCOMING))
    assert entry[0].decode() == receipt.entry
    assert list(entry[1]) == [b"article"]


def test_a_batch_is_accepted_once_by_a_server_that_was_started_anew_in_between(
    valkey: Valkey, client: "redis.Redis"
) -> None:
    client.script_flush()  # what a restart does to the scripts
    with Client(valkey.url) as producer:
        answers = producer.enqueue_batch([ARTICLE, {"body": {}}, {**ARTICLE, "id": "urn:x:2"}])
    first, refused, second = answers
    assert isinstance(refused, Rejected)
    assert [answer.article_id for answer in (first, second) if isinstance(answer, Receipt)] == ["urn:x:1", "urn:x:2"]
    assert client.xlen(keys.INCOMING) == 2


def test_what_breaks_the_contract_is_refused_and_nothing_is_sent(valkey: Valkey, client: "redis.Redis") -> None:
    with Client(valkey.url, Limits(max_article_bytes=100)) as producer:
        for article in ({}, {"body": {"value": ""}}, b"no", {"body": {"value": {1}}}, {"body": {"value": "x" * 100}}):
            with pytest.raises(Rejected):
                producer.enqueue(article)
    assert client.xlen(keys.INCOMING) == 0


@pytest.mark.parametrize("limits", [Limits(max_entries=3), Limits(max_bytes=300_000)], ids=["entries", "bytes"])
def test_a_full_queue_refuses_with_a_sentence(valkey: Valkey, client: "redis.Redis", limits: Limits) -> None:
    big = {"body": {"value": "x" * 100_000}}
    with Client(valkey.url, limits) as producer:
        first = [producer.enqueue(big) for _ in range(2)]
        producer.enqueue_batch([big] * 8)
        with pytest.raises(QueueFull, match=r"the queue is at its limit: [23] of"):
            producer.enqueue(big)
        assert first
        accepted = client.xlen(keys.INCOMING)
        answers = producer.enqueue_batch([big, {"body": {}}])
    assert [type(answer) for answer in answers] == [QueueFull, Rejected]
    assert client.xlen(keys.INCOMING) == accepted


def test_a_full_queue_is_waited_for(valkey: Valkey, ledger: Ledger) -> None:
    with Client(valkey.url, Limits(max_entries=1)) as producer:
        producer.enqueue(ARTICLE)
        with pytest.raises(QueueFull):
            producer.enqueue(ARTICLE, wait_for_room=0.6)
        finish(ledger, "stored")
        assert producer.enqueue(ARTICLE, wait_for_room=5)


@pytest.mark.usefixtures("ledger")
def test_an_article_as_large_as_the_queue_is_taken_by_an_empty_one(valkey: Valkey) -> None:
    article = '{"body":{"value":"%s"}}' % ("x" * 2**20)
    with Client(valkey.url, Limits(max_bytes=len(article), max_article_bytes=len(article))) as producer:
        assert producer.enqueue(article)
        with pytest.raises(QueueFull):
            producer.enqueue(article)


def test_a_batch_answers_in_order(valkey: Valkey) -> None:
    with Client(valkey.url) as producer:
        answers = producer.enqueue_batch([ARTICLE, {"body": 1}, b"[", ARTICLE])
    assert [type(answer) for answer in answers] == [Receipt, Rejected, Rejected, Receipt]


def test_waiting_brings_each_end_once(valkey: Valkey, ledger: Ledger) -> None:
    with Client(valkey.url) as producer:
        other = producer.enqueue(ARTICLE)
        mine = [producer.enqueue(ARTICLE) for _ in range(3)]
        finish(ledger, "stored", "duplicate", "dead", "stored")
        ends = {end.entry: end.outcome for end in producer.wait(mine)}
    assert ends == {mine[0].entry: "duplicate", mine[1].entry: "dead", mine[2].entry: "stored"}
    assert other.entry not in ends


def test_waiting_ends_with_the_time(valkey: Valkey, ledger: Ledger) -> None:
    with Client(valkey.url) as producer, pytest.raises(TimeoutError, match="1 of the articles"):
        list(producer.wait([producer.enqueue(ARTICLE)], timeout=0.5))


def test_an_event_that_is_no_longer_kept_does_not_hang_the_waiter(
    valkey: Valkey, client: "redis.Redis", ledger: Ledger
) -> None:
    with Client(valkey.url) as producer:
        receipt = producer.enqueue(ARTICLE)
        finish(ledger, "stored")
        client.xtrim(keys.EVENTS, maxlen=0)
        [end] = producer.wait([receipt], timeout=30)
    assert (end.entry, end.outcome) == (receipt.entry, None)


def test_an_event_that_is_no_longer_kept_is_noticed_while_news_of_others_never_ends(
    valkey: Valkey, client: "redis.Redis", ledger: Ledger
) -> None:
    with Client(valkey.url) as producer, ThreadPoolExecutor(1) as threads:
        receipt = producer.enqueue(ARTICLE)
        finish(ledger, "stored")
        client.xtrim(keys.EVENTS, maxlen=0)
        waiting = threads.submit(lambda: list(producer.wait([receipt], timeout=20)))
        while not waiting.done():
            client.xadd(keys.EVENTS, {"event": event("l", Settled("1-1", "stored", "urn:x:2", 1))})
            time.sleep(0.05)
    [end] = waiting.result()
    assert (end.entry, end.outcome) == (receipt.entry, None)


def test_what_is_accepted_under_an_id_ahead_of_the_clock_is_heard_of(
    valkey: Valkey, client: "redis.Redis", ledger: Ledger
) -> None:
    """A clock of Redis that was set back, or a producer that chose an id: entries are then newer than their events."""
    client.xadd(keys.INCOMING, {"article": b"{}"}, id=f"{time.time_ns()}-0")
    with Client(valkey.url) as producer:
        before, later = producer.enqueue(ARTICLE), producer.enqueue(ARTICLE)
        [chosen, *_, last] = ledger.dispatch("dispatcher@h#1/5", 1000, 8, 1000).tickets
        first = Settled(before.entry, "stored", "urn:x:1", 1)
        ledger.finish([(chosen.entry, event("l", first)), (before.entry, event("l", first))], 100)
        ends = producer.wait([before, later], timeout=30)
        assert next(ends).outcome == "stored"
        ledger.finish([(last.entry, event("l", Settled(last.entry, "duplicate", "urn:x:1", 1)))], 100)
        assert next(ends).outcome == "duplicate"


def test_a_reader_goes_on_behind_the_last_event_it_dealt_with(valkey: Valkey, ledger: Ledger) -> None:
    with Client(valkey.url) as producer:
        receipts = [producer.enqueue(ARTICLE) for _ in range(3)]
        finish(ledger, "stored", "duplicate", "duplicate")
        first = next(producer.events(after="0"))
        again = producer.events(after=first.event)
        assert [first.entry, next(again).entry, next(again).entry] == [receipt.entry for receipt in receipts]


def test_events_begin_where_asked_or_now(valkey: Valkey, ledger: Ledger) -> None:
    with Client(valkey.url) as producer, ThreadPoolExecutor(1) as threads:
        first = producer.enqueue(ARTICLE)
        finish(ledger, "stored")
        assert next(producer.events(after="0")).entry == first.entry
        later = threads.submit(next, producer.events())
        while not later.done():  # the reader begins at a moment of its own: finish articles until it has seen one
            newest = producer.enqueue(ARTICLE)
            finish(ledger, "stored")
            time.sleep(0.05)
        assert first.entry < later.result().entry <= newest.entry


def test_the_asynchronous_client_does_the_same(valkey: Valkey, ledger: Ledger) -> None:
    async def scenario() -> None:
        async with AsyncClient(valkey.url, Limits(max_entries=2)) as producer:
            first = await producer.enqueue(ARTICLE)
            second = await producer.enqueue(ARTICLE)
            with pytest.raises(QueueFull):
                await producer.enqueue(ARTICLE)
            with pytest.raises(Rejected):
                await producer.enqueue({})
            finish(ledger, "stored", "duplicate")
            ends = [(end.entry, end.outcome) async for end in producer.wait([first, second], timeout=10)]
            assert ends == [(first.entry, "stored"), (second.entry, "duplicate")]
            async for end in producer.events(after="0"):
                assert end.entry == first.entry
                break
            with pytest.raises(TimeoutError):
                _ = [
                    end
                    async for end in producer.wait([Receipt("1-0", "x"), await producer.enqueue(ARTICLE)], timeout=0.2)
                ]

    asyncio.run(scenario())


def test_the_asynchronous_client_accepts_batches_too(valkey: Valkey, client: "redis.Redis") -> None:
    async def scenario() -> list[Receipt | Rejected | QueueFull]:
        async with AsyncClient(valkey.url, Limits(max_entries=2)) as producer:
            client.script_flush()
            return await producer.enqueue_batch([ARTICLE, {"body": 1}, ARTICLE, ARTICLE])

    assert [type(answer) for answer in asyncio.run(scenario())] == [Receipt, Rejected, Receipt, QueueFull]
    assert client.xlen(keys.INCOMING) == 2
