"""What many queued articles do to throughput and memory: all are accepted before the first worker starts."""

import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson
import redis

from newsmill import Client
from newsmill.client.accepting import Limits
from variants.articles import made_articles
from variants.measuring import cpu_seconds, memory_mb
from variants.servers import environment, wait_for_redis
from variants.services import BATCH
from workers import parent_death
from workers.local.data_folder import running_redis
from workers.local.service import free_port
from workers.local.valkey import arguments
from workers.queue.keys import INCOMING

ROOM = {"NEWSMILL_QUEUE_MAX_BYTES": str(2**30)}


def print_growth(few: int, many: int) -> None:
    """Enqueue rate, Redis memory and workers' memory, CPU and articles a second, for few and for many."""
    for count in (few, many):
        with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as folder:
            print(f"{count:,} articles", flush=True)
            _run(count, Path(folder))


def _run(count: int, folder: Path) -> None:
    port = _fill(count, folder)
    settings = {
        "NEWSMILL_LOCAL_REDIS_PORT": str(port),
        "NEWSMILL_LOCAL_PROCESSES": "2",
        "NEWSMILL_LOG_LEVEL": "warning",
    }
    service = parent_death.start(
        [sys.executable, "-m", "workers.cli", "up"],
        environment=environment({"NEWSMILL_DATA_DIR": str(folder), **settings, **ROOM}),
    )
    while (address := running_redis(folder)) is None:
        time.sleep(0.1)
    with redis.Redis.from_url(address) as client:
        last = [(time.monotonic(), cpu_seconds([service.pid]), int(client.xlen(INCOMING)))]
        step = max(100, min(2000, last[0][2] // 4))
        while last[-1][2]:
            time.sleep(0.5)
            left = int(client.xlen(INCOMING))
            if last[-1][2] - left >= step or not left:
                now, cpu = time.monotonic(), cpu_seconds([service.pid])
                done = last[-1][2] - left
                info: dict[str, int] = client.info()
                workers = memory_mb([service.pid]) - memory_mb([info["process_id"]])
                print(
                    f"  {left:6,} left: {done / (now - last[-1][0]):6.1f} /s,"
                    f" {1000 * (cpu - last[-1][1]) / done:4.0f} ms CPU an article;"
                    f" workers {workers:4.0f} MB; Redis holds {info['used_memory'] / 2**20:4.0f} MB",
                    flush=True,
                )
                last.append((now, cpu, left))
    service.terminate()
    service.wait()


def _fill(count: int, folder: Path) -> int:
    """Accept them all on a Valkey of the service's own folder; returns its port."""
    valkey = folder / "valkey"
    valkey.mkdir(mode=0o700)
    port = free_port(0)
    server = parent_death.start(arguments(valkey, port))
    address = f"redis://127.0.0.1:{port}/0"
    wait_for_redis(address)
    with redis.Redis.from_url(address) as client, Client(address, _roomy()) as producer:
        empty = client.info("memory")["used_memory"]
        sent = seconds = cpu = 0.0
        for batch in _batches(count):
            start, used = time.monotonic(), time.process_time()
            producer.enqueue_batch(batch)
            seconds += time.monotonic() - start
            cpu += time.process_time() - used
            sent += sum(map(len, batch))
        grown = client.info("memory")["used_memory"] - empty
    print(
        f"  accepted at {count / seconds:,.0f} /s ({1000 * cpu / count:.2f} ms CPU of the producer an article);"
        f" bodies {sent / 2**20:.0f} MB, Redis grew by {grown / 2**20:.0f} MB = {grown / sent:.2f} of the bodies"
    )
    server.terminate()
    server.wait()
    return port


def _batches(count: int) -> Iterator[list[bytes]]:
    articles = made_articles(count)
    while batch := [orjson.dumps(article) for article in islice(articles, BATCH)]:
        yield batch


def _roomy() -> Limits:
    return Limits(max_bytes=2**30)
