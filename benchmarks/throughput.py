"""Articles a second with the queue and without it: newsmill beside what it has to beat, on the same articles.

    python benchmarks/throughput.py [--articles FILE] [--count 600] [--rounds 5] [--variants lean,chain]

Each round takes the variants in turn, each with fresh processes that have loaded their models and read 40 articles
before the clock starts. A run ends when the last result is on disk (script), read back (tutorial) or stored (newsmill).
CPU milliseconds count every process that takes part: producer, broker, workers, store. They, unlike articles a second,
hold while other programs run. A run is done again while others took more of the cores than --others allows. Rounds are
added to the file --out, so that a long run may be done in pieces; the report is of all rounds in it. See also --latency
and --growth. Linux only.

    script     trafilatura, nlp.pipe with the whole stock model in two processes, keyword topics, JSON lines
    lean       the same with the stock entity recogniser alone
    tutorial   three Celery tasks, the model at module level, JSON bodies, a Redis result backend
    limit      newsmill's three pure stages in two processes, no queue, no store
    chain      newsmill up: accept, ledger, a Celery queue a stage, settle, SQLite, events
    fused      the same with NEWSMILL_FUSE=1
    postgresql the chain with PostgreSQL for SQLite
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
from variants.articles import made_articles
from variants.growth import print_growth
from variants.latency import print_latency
from variants.measuring import Run
from variants.servers import Served
from variants.services import newsmill, tutorial

VARIANTS = ("script", "lean", "tutorial", "limit", "chain", "fused", "postgresql")
BESIDE = {"tutorial": 2.5, "script": 2.5, "lean": 1.2}  # what the chain is held against, and the ratio wanted
WARM = 40


def main() -> None:
    """Run what is asked for and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, help="newsmill.article/1, one a line; without it they are made")
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--variants", default=",".join(VARIANTS))
    parser.add_argument("--others", type=float, default=100.0, metavar="PERCENT", help="of the cores; all by default")
    parser.add_argument("--out", type=Path, help="add each run to this file; report on all that it holds")
    parser.add_argument("--latency", action="store_true", help="instead: one article at a time, chain and fused")
    parser.add_argument("--growth", type=int, metavar="N", help="instead: N queued articles beside --count of them")
    asked = parser.parse_args()
    if asked.latency:
        print_latency(articles_of(asked.articles, asked.count), other_articles())
        return
    if asked.growth:
        print_growth(asked.count, asked.growth)
        return
    with tempfile.TemporaryDirectory() as folder:
        out = asked.out or Path(folder, "runs.jsonl")
        articles = articles_of(asked.articles, asked.count)
        measure(asked.variants.split(","), articles, asked.rounds, asked.others / 100, out, Path(folder))
        report([orjson.loads(line) for line in out.read_bytes().splitlines()])


def articles_of(file: Path | None, count: int) -> list[bytes]:
    """The user's articles, or made ones."""
    if file is None:
        return [orjson.dumps(article) for article in made_articles(count)]
    return [line for line in file.read_bytes().splitlines() if line.strip()][:count]


def other_articles() -> list[bytes]:
    """What is read before the clock starts."""
    return [orjson.dumps(article) for article in made_articles(WARM, seed=99)]


def measure(
    variants: Sequence[str], articles: list[bytes], rounds: int, most_others: float, out: Path, folder: Path
) -> None:
    """The variants in turn, round after round; one that others disturbed is run again, whatever it showed."""
    warm = other_articles()
    for number in range(rounds):
        for variant in variants:
            while True:
                result = run_variant(variant, articles, warm, folder)
                print(
                    f"round {number + 1} {variant:10s} {result.per_second:6.1f} /s {result.cpu_ms:7.1f} ms CPU,"
                    f" others {100 * result.others:.1f} % of the cores",
                    flush=True,
                )
                if result.others <= most_others:
                    break
            with out.open("ab") as file:
                file.write(orjson.dumps({"variant": variant, **asdict(result)}) + b"\n")


def run_variant(variant: str, articles: list[bytes], warm: list[bytes], folder: Path) -> Run:
    """One variant with fresh, warm processes."""
    with ExitStack() as stack:
        if variant in ("script", "lean", "limit"):
            return served(variant, articles, warm, folder)
        if variant == "tutorial":
            celery = stack.enter_context(tutorial())
            celery.run([orjson.loads(raw) for raw in warm])
            return celery.run([orjson.loads(raw) for raw in articles])
        settings = {"fused": {"NEWSMILL_FUSE": "1"}}.get(variant, {})
        if variant == "postgresql":
            sys.path.append(str(Path(__file__).parents[1]))
            from tests.postgres import fresh_database, postgres_server  # development dependencies

            server = stack.enter_context(postgres_server(durable=True))
            settings = {"NEWSMILL_STORE_URL": stack.enter_context(fresh_database(server.url))}
        service = stack.enter_context(newsmill(settings))
        if variant == "postgresql" and server.process:
            service.roots.append(server.process.pid)
        service.run(warm)
        return service.run(articles)


def served(variant: str, articles: list[bytes], warm: list[bytes], folder: Path) -> Run:
    """A variant that reads files."""
    for name, content in (("articles", articles), ("warm", warm)):
        (folder / f"{name}.jsonl").write_bytes(b"\n".join(content))
    here = Path(__file__).parent / "variants"
    model = {"script": ["whole"], "lean": ["ner"], "limit": []}[variant]
    script = here / ("limit.py" if variant == "limit" else "script.py")
    process = Served(str(script), *model, *([] if variant == "limit" else [str(folder / "out.jsonl")]))
    try:
        process.run(folder / "warm.jsonl")
        return process.measured(folder / "articles.jsonl")
    finally:
        process.close()


def report(runs: list[dict[str, Any]]) -> None:
    """Medians over the rounds, and ratios round by round with their spread."""
    by_variant: dict[str, list[Run]] = {}
    for run in runs:
        by_variant.setdefault(run.pop("variant"), []).append(Run(**run))
    print(f"\n{os.cpu_count()} cores; medians of {max(map(len, by_variant.values()))} rounds [lowest to highest]")
    for variant, measured in by_variant.items():
        print(
            f"  {variant:10s} {spread(measured, lambda run: run.per_second)} /s"
            f"  {spread(measured, lambda run: run.cpu_ms)} ms CPU an article"
            f"  {statistics.median(run.peak_mb for run in measured):6.0f} MB"
            f"  {statistics.median(run.redis_bytes for run in measured) / 1000:6.0f} kB to and from Redis an article"
        )
    others = max(run.others for measured in by_variant.values() for run in measured)
    print(f"other programs took at most {100 * others:.1f} % of the cores during a run")
    limit = by_variant.get("limit", [])
    for variant in ("chain", "fused", "postgresql"):
        over = [run.cpu_ms - bare.cpu_ms for run, bare in zip(by_variant.get(variant, []), limit, strict=False)]
        if over:
            share = 100 * statistics.median(over) / statistics.median(run.cpu_ms for run in limit)
            print(
                f"{variant}: {statistics.median(over):.1f} ms of CPU an article beyond the pure stages, {share:.0f} %"
            )
    for variant in ("chain", "fused"):
        for other, wanted in BESIDE.items():
            pairs = list(zip(by_variant.get(variant, []), by_variant.get(other, []), strict=False))
            if pairs:
                ratios = sorted(run.per_second / than.per_second for run, than in pairs)
                cpu = statistics.median(than.cpu_ms / run.cpu_ms for run, than in pairs)
                print(
                    f"{variant} / {other}: {statistics.median(ratios):.2f} [{ratios[0]:.2f} to {ratios[-1]:.2f}]"
                    f" in articles a second (wanted {wanted}), {cpu:.2f} in CPU"
                )


def spread(runs: list[Run], of: Callable[[Run], float]) -> str:
    """Median and range."""
    values = sorted(map(of, runs))
    return f"{statistics.median(values):6.1f} [{values[0]:.1f} to {values[-1]:.1f}]"


if __name__ == "__main__":
    main()
