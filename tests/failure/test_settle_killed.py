"""kill -9 of the settle worker: at any moment, and exactly between the commit and the finish gate."""

from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.stages import misbehaving
from tests.failure.conftest import article, offer
from tests.waiting import wait_for


def test_a_settle_worker_killed_three_times_loses_and_doubles_nothing(bench: Bench) -> None:
    for n in range(3):
        offer(bench, 40, f"before-{n}")
        wait_for(lambda: bench.finished() > 0, 60, "nothing is settled")
        bench.kill("settle-1")
    bench.assert_all_ended_once()


def test_killed_between_commit_and_gate_it_gives_the_same_answer_again(tmp_path: Path) -> None:
    marker = tmp_path / "died"
    with Bench(tmp_path / "bench", faults={"die_at_the_gate": str(marker)}).running() as bench:
        bench.members["settle-1"].away = True  # once it is dead, it stays so for as long as is looked
        offer(bench, 20)
        wait_for(lambda: bench.members["settle-1"].pid is None, 60, "the gate was not reached")
        assert marker.exists()
        assert bench.finished() == 0
        assert len(bench.books().endings) > 0, "it was meant to die after the commit"
        bench.members["settle-1"].away = False
        books = bench.assert_all_ended_once()
        assert (books.status.stored, books.status.duplicates) == (20, 0)
        assert bench.members["settle-1"].starts == 2


def test_an_article_that_kills_its_settle_worker_holds_nobody_back_and_is_a_dead_letter(bench: Bench) -> None:
    offer(bench, 10, "before")
    poison = bench.offer(article("urn:poison", misbehaving("oom", "settle")), healthy=False)
    offer(bench, 30, "after")
    books = bench.assert_all_ended_once()
    assert books.letters.keys() == {poison.entry}
    letter = books.letters[poison.entry]
    assert (letter.stage, letter.starts) == ("settle", 4), "once among others, three times alone"
    assert "too large for their memory" in letter.message
    assert (books.status.stored, books.status.dead_letters) == (40, 1)
