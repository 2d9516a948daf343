"""What a second entities worker gives: the time of an entities-bound load with one worker and with two.

    python benchmarks/scaling.py [--count 400] [--rounds 5] [--workers 1 2]

The articles are accepted and cleaned before the clock starts, and wait in the entities queue; then only the dispatcher
and the entities workers run, each with one child. The clock runs from a warm start (models loaded, some articles read)
to the last article that is handed on to topics. The rounds take the numbers of workers in turn; what counts is the
ratio, and that nothing else runs.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
import redis
from variants.articles import made_articles
from variants.servers import environment, wait_for_redis

from newsmill import Client
from workers import parent_death
from workers.local.service import free_port
from workers.local.valkey import arguments
from workers.queue.heartbeat import read_beats
from workers.queue.keys import waiting_list
from workers.queue.ledger import Ledger

WARM = 16  # articles a worker
HELD_BACK = "held-back"  # where the queue waits until the workers are warm
WANTED = 0.62  # of one worker's time, for two


def main() -> None:
    """Run what is asked for and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    asked = parser.parse_args()
    warm = WARM * max(asked.workers)
    articles = [orjson.dumps(article) for article in made_articles(asked.count + warm)]
    took: dict[int, list[float]] = {workers: [] for workers in asked.workers}
    for number in range(asked.rounds):
        for workers in asked.workers:
            took[workers].append(seconds_with(workers, articles, warm))
            print(f"round {number + 1}: {workers} entities workers {took[workers][-1]:6.2f} s", flush=True)
    fewest = asked.workers[0]
    for workers in asked.workers[1:]:
        ratios = [more / fewer for more, fewer in zip(took[workers], took[fewest], strict=True)]
        wanted = f", wanted {WANTED}" if (fewest, workers) == (1, 2) else ""
        print(
            f"{workers} workers take {statistics.median(ratios):.3f} [{min(ratios):.3f} to {max(ratios):.3f}] of the"
            f" time of {fewest} (median of {asked.rounds} rounds{wanted})"
        )


def seconds_with(workers: int, articles: Sequence[bytes], warm: int) -> float:
    """How long so many workers take for the articles after the first `warm`."""
    with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as folder:
        port = free_port(0)
        valkey = parent_death.start(arguments(Path(folder), port))
        address = f"redis://127.0.0.1:{port}/0"
        wait_for_redis(address)
        settings = environment(
            {
                "NEWSMILL_DATA_DIR": folder,
                "NEWSMILL_REDIS_URL": address,
                "NEWSMILL_LOG_LEVEL": "error",
                "NEWSMILL_QUEUE_IN_FLIGHT": str(len(articles)),
                # Messages that are held back are not lost ones: only twice this says so.
                "NEWSMILL_QUEUE_HEARTBEAT_SECONDS": "1800",
                "NEWSMILL_QUEUE_DEAD_SECONDS": "3600",
            }
        )
        started = [valkey]

        def start(*words: str) -> None:
            started.append(parent_death.start([sys.executable, "-m", "workers.cli", *words], environment=settings))

        try:
            with redis.Redis.from_url(address) as client, Client(address) as producer:
                start("dispatcher")
                start("worker", "cleanup")
                producer.enqueue_batch(articles)
                entities, topics = waiting_list("entities"), waiting_list("topics")
                wait_until(lambda: length(client, entities) == len(articles))
                started[-1].terminate()
                started[-1].wait()
                client.rename(entities, HELD_BACK)
                for _ in range(workers):
                    start("worker", "entities")
                wait_until(lambda: ready(client) == workers)
                for _ in range(warm):
                    client.lmove(HELD_BACK, entities, "RIGHT", "LEFT")
                wait_until(lambda: length(client, topics) == warm)
                begun = time.monotonic()
                client.rename(HELD_BACK, entities)
                wait_until(lambda: length(client, topics) == len(articles))
                return time.monotonic() - begun
        finally:
            for process in reversed(started):
                process.kill()
                process.wait()


def length(client: "redis.Redis", queue: str) -> int:
    """Messages in a stage's queue."""
    return client.llen(queue)


def ready(client: "redis.Redis") -> int:
    """Entities workers that have loaded their model and serve."""
    return sum("entities" in beat.stages for beat in read_beats(Ledger(client)).values())


def wait_until(holds: Callable[[], bool]) -> None:
    """Look fifty times a second."""
    while not holds():
        time.sleep(0.02)


if __name__ == "__main__":
    main()
