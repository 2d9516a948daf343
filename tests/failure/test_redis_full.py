"""A full Redis (maxmemory, noeviction): our clients never fill it, and one that others filled drains by itself."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
import redis

from config.queue import QueueSettings
from newsmill.client import Client
from newsmill.client.accepting import Limits, QueueFull
from tests.bench.bench import IMPATIENT, Bench
from tests.bench.books import Offer
from tests.valkey import valkey_server
from tests.waiting import wait_for
from workers.audit import audit
from workers.queue import keys
from workers.store import Store

MiB = 2**20
FULL = ("--maxmemory", "10mb")
OVERFULL = ("--maxmemory", "9mb")  # a full one that was started again: nothing passes until a tenth is drained
FILLING = "A sentence of the article, which says little and takes room. "


def article(n: int, sentences: int = 640) -> bytes:
    """40 kB of an article, unless told otherwise."""
    return json.dumps({"id": f"urn:full:{n}", "body": {"value": f"{FILLING * sentences}It is number {n}."}}).encode()


def fill(client: "redis.Redis") -> Iterator[Offer]:
    """Plain XADDs, as a foreign program sends them, until Redis refuses even a short one."""
    sentences = 640
    for n in range(10_000):
        try:
            entry = client.xadd(keys.INCOMING, {"article": article(n, sentences)})
        except redis.OutOfMemoryError:
            if not sentences:
                return
            sentences //= 8  # what is too little room for a long one holds many short ones
        else:
            assert isinstance(entry, bytes)
            yield Offer(entry.decode(), f"urn:full:{n}", str(n))


def assert_accounted_for(bench: Bench, within: float) -> None:
    bench.assert_all_ended_once(within)
    with Store.open(bench.store_url) as store:
        assert audit(bench.client, store).faults == []


def test_a_redis_that_others_filled_while_nothing_ran_drains_by_itself(tmp_path: Path) -> None:
    """No stream group, no ledger, no binding of a Celery queue can be written by plain commands; a producer goes on."""
    folder = tmp_path / "bench"
    folder.mkdir()
    with valkey_server(folder, FULL) as server, server.client() as client:
        filled = list(fill(client))
    with valkey_server(folder, OVERFULL) as server, server.client() as client, pytest.raises(redis.OutOfMemoryError):
        client.sadd("_kombu.binding.cleanup", "x")
    assert len(filled) > 100, "not much of a test"

    bench = Bench(folder, redis_options=OVERFULL)
    bench.offers.extend(filled)
    hammering = threading.Event()

    def hammer() -> None:
        """Take what becomes free at once."""
        with bench.valkey.client() as client:
            while not hammering.wait(0.001):
                with suppress(redis.OutOfMemoryError):
                    n = 1000 + len(bench.offers)
                    entry = client.xadd(keys.INCOMING, {"article": article(n)})
                    bench.offers.append(Offer(entry.decode(), f"urn:full:{n}", str(n)))

    with bench.running():
        producer = threading.Thread(target=hammer)
        producer.start()
        try:
            wait_for(lambda: bench.finished() > len(filled) + 50, 90, bench.trouble)
        finally:
            hammering.set()
            producer.join()
        assert_accounted_for(bench, 90)
        for name, member in bench.members.items():
            assert member.starts == 1, f"{name} ended on the full Redis: {bench.log(name)[-2000:]}"


def test_our_clients_wait_at_the_limit_and_redis_is_never_full(tmp_path: Path) -> None:
    queue = QueueSettings(events_max=2000, max_bytes=int(2.4 * MiB))
    assert queue.redis_bytes < 10 * MiB, "doctor would complain"
    settings = {**IMPATIENT, "NEWSMILL_QUEUE_EVENTS_MAX": str(queue.events_max)}
    bench = Bench(tmp_path / "bench", settings, redis_options=FULL)
    limits = Limits(max_entries=10_000, max_bytes=queue.max_bytes)
    with bench.running(), Client(bench.valkey.url, limits) as client:
        refused = 0
        with bench.away("dispatcher-1"):
            while not refused:
                answers = client.enqueue_batch([article(len(bench.offers) + n) for n in range(16)])
                refused += sum(isinstance(answer, QueueFull) for answer in answers)
                keep(bench, answers)
            with pytest.raises(QueueFull, match="the queue is at its limit"):
                client.enqueue(article(-1), wait_for_room=0.5)
        for n in range(len(bench.offers), 300):
            keep(bench, [client.enqueue(article(n), wait_for_room=60)])
        assert_accounted_for(bench, 90)
        memory = bench.client.info("memory")
        assert "errorstat_OOM" not in bench.client.info("errorstats"), memory
    assert len(bench.offers) == 300


def keep(bench: Bench, answers: Sequence[object]) -> None:
    for answer in answers:
        if not isinstance(answer, QueueFull):
            bench.offers.append(Offer(answer.entry, answer.article_id, answer.article_id))  # type: ignore[attr-defined]


def test_a_client_at_a_full_redis_waits_as_at_any_other_limit(tmp_path: Path) -> None:
    with valkey_server(tmp_path, FULL) as server, server.client() as plain, Client(server.url) as client:
        filled = list(fill(plain))
        with pytest.raises(QueueFull, match="Redis is full and takes nothing more until articles are finished"):
            client.enqueue(article(-1))
        assert all(isinstance(answer, QueueFull) for answer in client.enqueue_batch([article(-1), article(-2)]))
        freeing = threading.Timer(1, lambda: plain.xdel(keys.INCOMING, *(offer.entry for offer in filled)))
        begun = time.monotonic()
        freeing.start()
        assert client.enqueue(article(-1), wait_for_room=60).article_id == "urn:full:-1"
        assert time.monotonic() - begun > 0.5
        freeing.join()
