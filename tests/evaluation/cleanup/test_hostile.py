"""Hostile inputs: each ends within 10 s of CPU and 1 GB as a result or a clear error, and the next article is right."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsmill.article import Article, parse_article, validate_article
from newsmill.errors import Permanent, Rejected
from tests.evaluation.cleanup.hostile import SENTENCE, files, pages, texts
from workers.capacity.memory import peak_mb
from workers.cleanup import CleanupOptions, clean, decode, load

NAMES = [*pages(), *texts(), *files()]
MAX_CPU_S = 10
MAX_MB = 1024


def test_there_are_at_least_forty() -> None:
    assert len(NAMES) >= 40


@pytest.mark.timeout(900)
def test_each_ends_in_bounds_and_the_next_article_is_right() -> None:
    child = subprocess.run(
        [sys.executable, "-m", "tests.evaluation.cleanup.test_hostile"],
        cwd=Path(__file__).parents[3],
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stdout[-3000:] + child.stderr[-3000:]
    assert child.stdout.count("\n") == len(NAMES)


def _article(name: str) -> Article:
    if name in pages():
        body = {"content_type": "text/html", "value": pages()[name]}
    elif name in texts():
        body = {"value": texts()[name]}
    else:
        body = {"content_type": "text/html", "value": decode(files()[name])}
    return validate_article({"body": body})


def _run() -> None:
    """Every input in one process, as a worker would meet them; a line for each."""
    resources = load(CleanupOptions())
    good = parse_article(f'{{"body": {{"value": "{(SENTENCE * 3).strip()}"}}}}')
    expected = clean(good, resources)
    for name in NAMES:
        started = time.process_time()
        try:
            result = clean(_article(name), resources)
            ended = f"{len(result.text):,} characters"
            assert result.text.strip()
        except (Permanent, Rejected) as error:
            ended = f"{type(error).__name__}: {error}"
        spent = time.process_time() - started
        peak = peak_mb()
        print(f"{spent:6.2f} s {peak:5.0f} MB  {name}: {ended}", flush=True)
        if spent > MAX_CPU_S or peak > MAX_MB:
            sys.exit(f"{name}: {spent:.1f} s and {peak:.0f} MB are beyond the bounds")
        if clean(good, resources) != expected:
            sys.exit(f"after {name} the next article came out differently")


if __name__ == "__main__":
    _run()
