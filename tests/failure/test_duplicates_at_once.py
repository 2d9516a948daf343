"""The same articles from many producers at once: one result each, all the others are duplicates of it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.bench import Bench
from tests.failure.conftest import offer


def test_the_same_articles_from_eight_producers_are_stored_once(tmp_path: Path) -> None:
    with Bench(tmp_path / "bench", settlers=2).running() as bench:
        with ThreadPoolExecutor(8) as producers:
            sent = [producers.submit(offer, bench, 20) for _ in range(8)]
        assert [job.exception() for job in sent] == [None] * 8
        books = bench.assert_all_ended_once()
        assert (books.status.stored, books.status.duplicates) == (20, 140)
