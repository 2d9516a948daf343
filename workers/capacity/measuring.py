"""What the stages cost on this machine: time with every core busy, and memory, each stage in its own processes."""

import gc
import multiprocessing
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.connection import Connection
from typing import Any

from config.settings import Settings
from newsmill.article import STAGES, CleanArticle, Entities, Topics, parse_article
from newsmill.errors import Misconfigured, Permanent, Rejected
from workers.capacity.memory import peak_mb, private_mb
from workers.entry_id import accepted_at
from workers.pipeline import Resources, assemble, run_cleanup, run_entities, run_topics
from workers.resources import load_resources
from workers.settlement import Settlement

SETTLED_TOGETHER = 8  # results a transaction, about what comes together at the rate of two cores
MOST_BATCHES = 200  # some 30 MB of long articles: a container's /tmp has 64 MB, and a fast machine would fill it
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Cost:
    """What one stage takes for an article of the sample."""

    core_ms: float  # milliseconds of one core, measured with every core busy
    loaded_mb: float  # resident memory of a worker that has loaded what it needs
    child_mb: float  # what each further process of that worker adds


@dataclass(frozen=True)
class Costs:
    """The stages' costs, those of settle, and on how many articles they were measured."""

    articles: int
    stages: dict[str, Cost]
    settle_ms: float


def measure(settings: Settings, articles: Sequence[bytes], cores: int, seconds: float) -> Costs:
    """Measure on these articles, each stage for about so many seconds.

    Raises Misconfigured when no article can be processed, or a model is missing.
    """
    kept, clean = [], []
    cost, made = _in_a_process(_stage, "cleanup", list(articles), settings, cores, seconds)
    for raw, output in zip(articles, made, strict=True):
        if output is not None:
            kept.append(raw)
            clean.append(output)
    if not clean:
        raise Misconfigured("none of the articles can be processed; `newsmill process` says why")
    costs, outputs = {"cleanup": cost}, {"cleanup": clean}
    for stage in STAGES[1:]:
        costs[stage], outputs[stage] = _in_a_process(_stage, stage, clean, settings, cores, seconds)
    results = list(zip(kept, *(outputs[stage] for stage in STAGES), strict=True))
    return Costs(len(kept), costs, _in_a_process(_settle, results, seconds))


def _in_a_process(work: Any, *args: Any) -> Any:
    """Call it in a process of its own, which takes its memory along. Raises what it raises."""
    ours, theirs = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_answer, args=(theirs, work, args))
    process.start()
    theirs.close()
    try:
        answer = ours.recv()
    except EOFError:
        raise Misconfigured("a measuring process ended before it was done: is there too little memory?") from None
    finally:
        process.join()
    if isinstance(answer, Exception):
        raise answer
    return answer


def _answer(to: Connection, work: Any, args: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches all of them, and the parent alone tells of it
    try:
        to.send(work(*args))
    except Exception as error:
        to.send(error)


def _stage(
    stage: str, inputs: list[bytes], settings: Settings, cores: int, seconds: float
) -> tuple[Cost, list[bytes | None]]:
    resources = load_resources(settings, [stage])
    loaded = peak_mb()
    start = time.perf_counter()
    outputs = [_run(stage, item, resources) for item in inputs]
    rounds = max(1, round(seconds / max(time.perf_counter() - start, 1e-6)))
    gc.collect()
    gc.freeze()
    private = _FORK.SimpleQueue()
    children = [_FORK.Process(target=_again, args=(stage, inputs, resources, rounds, private)) for _ in range(cores)]
    start = time.perf_counter()
    for child in children:
        child.start()
    memory = [private.get() for _ in children]
    took = time.perf_counter() - start
    for child in children:
        child.join()
    return Cost(1000 * took / (rounds * len(inputs)), loaded, max(memory)), outputs


def _again(stage: str, inputs: list[bytes], resources: Resources, rounds: int, private: Any) -> None:
    for _ in range(rounds):
        for item in inputs:
            _run(stage, item, resources)
    private.put(private_mb())


def _run(stage: str, item: bytes, resources: Resources) -> bytes | None:
    """The stage as a worker runs it, JSON in and JSON out; None for an article that it refuses."""
    try:
        if stage == "cleanup":
            return run_cleanup(parse_article(item), resources).to_json()
        clean = CleanArticle.from_json(item)
        return (run_entities if stage == "entities" else run_topics)(clean, resources).to_json()
    except (Rejected, Permanent):
        return None


def _settle(results: list[tuple[bytes, bytes, bytes, bytes]], seconds: float) -> float:
    """CPU milliseconds a result, into an SQLite file that is thrown away; batch after batch."""
    from workers.store import Store, migrate

    made = _settlements(results)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/newsmill.db"
        migrate(url)
        with Store.open(url) as store:
            store.settle(next(made))  # compiles every statement
            batches, start, deadline = 0, time.process_time(), time.monotonic() + seconds
            while not batches or (time.monotonic() < deadline and batches < MOST_BATCHES):
                store.settle(next(made))
                batches += 1
            return 1000 * (time.process_time() - start) / (batches * SETTLED_TOGETHER)


def _settlements(results: list[tuple[bytes, bytes, bytes, bytes]]) -> Iterator[list[Settlement]]:
    """Batches without end, each article under an id of its own."""
    numbered = (_settlement(number, *made) for number, made in enumerate(cycle(results)))
    while True:
        yield list(islice(numbered, SETTLED_TOGETHER))


def _settlement(number: int, raw: bytes, cleanup: bytes, entities: bytes, topics: bytes) -> Settlement:
    article = parse_article(raw).model_copy(update={"id": f"urn:newsmill:bench:{number}"})
    entry = f"{1_700_000_000_000 + number}-0"
    result = assemble(
        article,
        CleanArticle.from_json(cleanup),
        Entities.from_json(entities),
        Topics.from_json(topics),
        {},
    )
    return Settlement("bench", "bench", entry, raw, accepted_at(entry), article, result)
