"""The limit: newsmill's three pure stages in two processes, without queue or store. Nothing with a queue can be faster.

    python limit.py

Reads a file name on each line of standard input, processes that file, answers with a line of JSON: how many articles,
the seconds, and the median of the milliseconds that one article took.
"""

import gc
import json
import multiprocessing
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from config.settings import load_settings
from newsmill.article import STAGES, Article, parse_article
from workers.pipeline import Resources, run_cleanup, run_entities, run_topics
from workers.resources import load_resources

PROCESSES = 2


def share(articles: list[Article], resources: Resources, following: Any, took: Any) -> None:
    """Take article after article until none is left; report what each took, in milliseconds."""
    mine = []
    while True:
        with following.get_lock():
            at = following.value
            following.value += 1
        if at >= len(articles):
            break
        mine.append(alone(articles[at], resources))
    took.put(mine)


def alone(article: Article, resources: Resources) -> float:
    """One article through the three stages: the milliseconds it took."""
    start = time.perf_counter()
    clean = run_cleanup(article, resources)
    run_entities(clean, resources)
    run_topics(clean, resources)
    return 1000 * (time.perf_counter() - start)


def run(articles: list[Article], resources: Resources, processes: int) -> list[float]:
    """Every article, shared among the processes; what each took. With one process, in this one: it stays warm."""
    if processes == 1:
        return [alone(article, resources) for article in articles]
    context = multiprocessing.get_context("fork")
    following, took = context.Value("i", 0), context.Queue()
    children = [context.Process(target=share, args=(articles, resources, following, took)) for _ in range(processes)]
    for child in children:
        child.start()
    found = [milliseconds for _ in children for milliseconds in took.get()]
    for child in children:
        child.join()
    return found


def main() -> None:
    """Load the models once, then serve files until the input ends."""
    resources = load_resources(load_settings(), STAGES)
    gc.collect()
    gc.freeze()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        articles = [parse_article(raw) for raw in Path(line.strip()).read_bytes().splitlines()]
        start = time.monotonic()
        took = run(articles, resources, PROCESSES if len(articles) > 1 else 1)
        seconds = time.monotonic() - start
        print(json.dumps({"articles": len(took), "seconds": seconds, "median_ms": statistics.median(took)}), flush=True)


if __name__ == "__main__":
    main()
