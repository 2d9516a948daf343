"""From accept to stored at light load: one article at a time, the next some time after the one before is stored."""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from variants.servers import Served
from variants.services import newsmill

PAUSE_SECONDS = 0.3


def print_latency(articles: Sequence[bytes], warm: Sequence[bytes]) -> None:
    """p50 and p99 of chain and fused, beside what the pure stages alone take for the same articles, one after the other
    in one process. `warm` are other articles, read before the clock starts."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "one.jsonl")
        pure = Served(str(Path(__file__).parent / "limit.py"))
        alone = []
        for article in [*warm, *articles]:
            file.write_bytes(article)
            alone.append(float(pure.run(file)["median_ms"]))
        pure.close()
    del alone[: len(warm)]
    allowed = 1.5 * statistics.median(alone) + 25
    print(f"pure stages alone: p50 {_percentile(alone, 50):.0f} ms, p99 {_percentile(alone, 99):.0f} ms")
    for name, settings in (("chain", {}), ("fused", {"NEWSMILL_FUSE": "1"})):
        with newsmill(settings) as service:
            service.run(warm)
            took = []
            for article in articles:
                start = time.monotonic()
                receipt = service.client.enqueue(article)
                list(service.client.wait([receipt], timeout=60))
                took.append(1000 * (time.monotonic() - start))
                time.sleep(PAUSE_SECONDS)
        print(
            f"{name}: p50 {_percentile(took, 50):.0f} ms, p99 {_percentile(took, 99):.0f} ms from accept to stored"
            f" (wanted: p50 at most 1.5 x pure + 25 = {allowed:.0f} ms)"
        )


def _percentile(values: Sequence[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]
