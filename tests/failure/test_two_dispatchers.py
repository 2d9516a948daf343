"""Two dispatchers at once, while four producers send: no entry is taken twice, and either may die."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.bench import Bench
from tests.failure.conftest import offer


def test_two_dispatchers_share_the_entries_and_one_may_die(tmp_path: Path) -> None:
    with Bench(tmp_path / "bench", dispatchers=2).running() as bench:
        with ThreadPoolExecutor(4) as producers:
            sent = [producers.submit(offer, bench, 40, f"producer-{n}") for n in range(4)]
            bench.kill("dispatcher-2")
        assert [job.exception() for job in sent] == [None] * 4
        books = bench.assert_all_ended_once()
        assert (books.status.stored, books.status.duplicates) == (160, 0)
