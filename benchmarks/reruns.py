"""What a long lane of re-runs costs live articles: their latency beside it and without it, for shares of re-runs.

    python -m benchmarks.reruns --shares 4 8 16 --seconds 20

Real stages, one worker process. A live article comes once a second. Latency is the time from the entry's id to its
event's, both by Redis's clock. Only the ratios within one run mean anything.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from newsmill.article import parse_article
from tests.bench.bench import Bench
from tests.waiting import wait_for
from workers.queue.rerun import rerun_of
from workers.store import Store

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "articles.jsonl"
ROOM = 10**9
SETTLE_SECONDS = 60.0


def main() -> None:
    asked = _parser().parse_args()
    print("share   live alone: median, tenth   beside re-runs: median, ratio, tenth   re-runs/s")
    for share in asked.shares:
        with tempfile.TemporaryDirectory(prefix="newsmill-reruns-") as folder:
            settings = {"NEWSMILL_QUEUE_RERUN_IN_FLIGHT": str(share)}
            with Bench(Path(folder), settings, children=1, stand_in=False).running() as bench:
                print(measure(bench, share, asked.seconds), flush=True)


def measure(bench: Bench, share: int, seconds: int) -> str:
    """One line of the table."""
    texts = [parse_article(line).body.value for line in EXAMPLES.read_bytes().splitlines()]
    send(bench, texts, "first", 10)  # warm
    alone = send(bench, texts, "alone", seconds)
    for _ in range(seconds):
        fill(bench)
    before = bench.finished()
    beside = send(bench, texts, "beside", seconds)
    done = (bench.finished() - before - seconds) / seconds
    if not bench.ledger.reruns_waiting():
        raise SystemExit("the lane ran empty: it was not measured beside re-runs")
    a, b = median(alone), median(beside)
    worst_alone, worst = tail(alone), tail(beside)
    beside_reruns = f"{b:.0f} ms, ×{b / a:.1f}, {worst:.0f} ms"
    return f"{share:>5}   {a:.0f} ms, {worst_alone:.0f} ms   {beside_reruns}   {done:.1f}"


def send(bench: Bench, texts: Sequence[str], name: str, count: int) -> list[float]:
    """One live article a second. Returns the milliseconds that each took."""
    entries = []
    for n in range(count):
        begun = time.monotonic()
        body = {"content_type": "text/html", "value": f"{texts[n % len(texts)]}<p>Item {n} of {name}.</p>"}
        entries.append(bench.offer({"id": f"urn:{name}:{n}", "body": body}).entry)
        time.sleep(max(0.0, begun + 1 - time.monotonic()))
    events = bench.books().events
    wait_for(lambda: set(entries) <= set(bench.books().events), SETTLE_SECONDS, bench.trouble)
    events = bench.books().events
    return [events[entry][0] - int(entry.partition("-")[0]) for entry in entries]


def fill(bench: Bench) -> None:
    """Every stored article once more into the lane."""
    with Store.open(bench.store_url) as store:
        for stored in store.walk():
            raw = store.raw(stored.article_id, stored.version) or b""
            bench.ledger.rerun(rerun_of(stored.result(), raw, stored.entry, "cleanup"), ROOM)


def tail(latencies: Sequence[float]) -> float:
    """The latency that one in ten exceeds."""
    return sorted(latencies)[int(len(latencies) * 0.9)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shares", type=int, nargs="+", default=[8], help="values of NEWSMILL_QUEUE_RERUN_IN_FLIGHT")
    parser.add_argument("--seconds", type=int, default=20, help="of each of the two measurements")
    return parser


if __name__ == "__main__":
    main()
