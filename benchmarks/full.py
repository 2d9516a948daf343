"""A small Redis and many articles: nothing is lost, no process is stuck, it drains to zero.

    .venv/bin/python benchmarks/full.py --articles 20000 --megabytes 64 --way clients
    .venv/bin/python benchmarks/full.py --articles 20000 --megabytes 64 --way foreign

Real processes and a real Valkey with maxmemory and noeviction; stand-in stages. `clients`: our client offers everything
at once and waits at the queue's limit; Redis must never be full. `foreign`: another program fills Redis by plain XADD
while nothing runs, up to the last byte, then everything starts on the full Redis, and that program goes on whenever it
is not refused. Ends with a table, and with exit code 1 and a sentence for whatever does not add up.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import redis

from newsmill.client import Client
from newsmill.client.accepting import Limits
from tests.bench.bench import IMPATIENT, Bench
from tests.bench.books import Offer, faults
from tests.valkey import valkey_server
from workers.audit import audit
from workers.queue import keys
from workers.store import Store

SENTENCE = "The council of Ostra voted on the budget of the harbour, which is larger than that of last year. "
STILL_SECONDS = 60.0  # without an article that ends: stuck


def main() -> int:
    """Run it; the exit code says whether everything adds up."""
    asked = options()
    folder = Path(tempfile.mkdtemp(prefix="newsmill-full-"))
    full = ("--maxmemory", f"{asked.megabytes}mb")
    offers: list[Offer] = []
    if asked.way == "foreign":
        with valkey_server(folder, full) as server, server.client() as client:
            fill(client, asked.articles, asked.sentences, offers)
        print(f"{len(offers):,} articles fill {asked.megabytes} MB")
    settings = {**IMPATIENT, "NEWSMILL_QUEUE_EVENTS_MAX": str(asked.articles)}
    bench = Bench(folder, settings, redis_options=full)
    bench.offers = offers
    producing = {"clients": by_clients, "foreign": by_others}[asked.way]
    with bench.running():
        begun = time.monotonic()
        producer = threading.Thread(target=producing, args=(bench, asked), daemon=True)
        producer.start()
        highest = watch(bench, asked.articles, producer.is_alive)
        took = time.monotonic() - begun
        books = bench.books()
        wrong = faults(bench.offers, books)
        with Store.open(bench.store_url) as store:
            wrong += [fault.message for fault in audit(bench.client, store).faults]
        refused = bench.client.info("errorstats").get("errorstat_OOM", {}).get("count", 0)
    if len(bench.offers) != asked.articles:
        wrong.append(f"only {len(bench.offers):,} of {asked.articles:,} articles were accepted")
    if asked.way == "clients" and refused:
        wrong.append(f"Redis was full: it refused {refused:,} commands")
    wrong += [f"{name} ended" for name, member in bench.members.items() if member.starts != 1]
    print(f"{len(bench.offers):,} accepted, {books.status.stored:,} stored, {books.status.unfinished:,} unfinished")
    print(f"{took:.0f} s; at most {highest / 2**20:.1f} MB of {asked.megabytes} used; {refused:,} commands refused")
    for sentence in wrong:
        print(f"WRONG: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--sentences", type=int, default=50, help="of about 100 bytes, an article")
    parser.add_argument("--way", choices=("clients", "foreign"), default="clients")
    return parser.parse_args()


def article(n: int, sentences: int) -> bytes:
    return json.dumps({"id": f"urn:full:{n}", "body": {"value": f"{SENTENCE * sentences}Item {n}."}}).encode()


def fill(client: "redis.Redis", most: int, sentences: int, offers: list[Offer]) -> None:
    """Plain XADDs until Redis refuses even a short article."""
    while len(offers) < most:
        try:
            add(client, sentences, offers)
        except redis.OutOfMemoryError:
            if not sentences:
                return
            sentences //= 4


def add(client: "redis.Redis", sentences: int, offers: list[Offer]) -> None:
    n = len(offers)
    entry = client.xadd(keys.INCOMING, {"article": article(n, sentences)})
    offers.append(Offer(entry.decode(), f"urn:full:{n}", str(n)))  # type: ignore[union-attr]


def by_others(bench: Bench, asked: argparse.Namespace) -> None:
    client = redis.Redis.from_url(bench.valkey.url, protocol=2)
    while len(bench.offers) < asked.articles:
        try:
            add(client, asked.sentences, bench.offers)
        except redis.OutOfMemoryError:
            time.sleep(0.002)


def by_clients(bench: Bench, asked: argparse.Namespace) -> None:
    limits = Limits(max_entries=10**6, max_bytes=asked.megabytes * 2**20 * 3 // 8)
    with Client(bench.valkey.url, limits) as client:
        for n in range(asked.articles):
            receipt = client.enqueue(article(n, asked.sentences), wait_for_room=600)
            bench.offers.append(Offer(receipt.entry, receipt.article_id, str(n)))


def watch(bench: Bench, articles: int, producing: Callable[[], bool]) -> int:
    """Until everything is finished, or stands still. Returns the most memory that Redis used."""
    highest = finished = 0
    moved = time.monotonic()
    while producing() or bench.unfinished():
        highest = max(highest, int(bench.client.info("memory")["used_memory"]))
        now = bench.finished()
        if now != finished:
            finished, moved = now, time.monotonic()
        elif time.monotonic() - moved > STILL_SECONDS:
            print(f"stuck at {finished:,} of {articles:,}: {bench.trouble()}", file=sys.stderr)
            return highest
        time.sleep(0.5)
    return highest


if __name__ == "__main__":
    sys.exit(main())
