"""Something that a stage needs is away: its articles pause in the ledger, longer each time, and hold back nobody."""

import re
from pathlib import Path

from tests.bench.bench import IMPATIENT, Bench
from tests.bench.stages import lacks_something, misbehaving
from tests.failure.conftest import article, offer
from tests.waiting import wait_for
from workers.queue.entry import Hold

PAUSES = re.compile(r"stage waits .*entry=(\S+) .*pause_seconds=([\d.]+)")


def paused(bench: Bench) -> list[Hold]:
    return [hold for hold in bench.holds() if hold.holder.startswith(("pause:entities:", "queue:entities"))]


def test_articles_pause_longer_each_time_and_are_stored_when_it_is_back(tmp_path: Path) -> None:
    settings = {**IMPATIENT, "NEWSMILL_QUEUE_PAUSE_SECONDS": "3", "NEWSMILL_QUEUE_IN_FLIGHT": "8"}
    with Bench(tmp_path / "bench", settings).running() as bench:
        marker = lacks_something(bench.folder)
        marker.touch()
        for n in range(10):  # more than there is room for
            bench.offer(article(f"urn:lacking:{n}", misbehaving("lack")))
        offer(bench, 40)
        wait_for(lambda: bench.finished() == 40, 60, bench.trouble)
        wait_for(lambda: len(paused(bench)) == 10, 60, bench.trouble)  # one may be trying again at this moment

        wait_for(lambda: "pause_seconds=3" in bench.log("stages-1"), 60, bench.trouble)
        marker.unlink()

        books = bench.assert_all_ended_once()
        assert books.letters == {}
        pauses: dict[str, list[float]] = {}
        for entry, seconds in PAUSES.findall(bench.log("stages-1")):
            pauses.setdefault(entry, []).append(float(seconds))
        assert len(pauses) == 10
        assert all(each[:1] == [1.0] and sorted(each) == each for each in pauses.values()), pauses
        assert {seconds for each in pauses.values() for seconds in each} == {1.0, 2.0, 3.0}
        assert bench.client.keys("newsmill:work:*") == []


def test_what_stays_away_is_given_up_as_a_dead_letter_that_says_so(tmp_path: Path) -> None:
    settings = {**IMPATIENT, "NEWSMILL_QUEUE_PAUSE_SECONDS": "1", "NEWSMILL_QUEUE_GIVE_UP_SECONDS": "2"}
    with Bench(tmp_path / "bench", settings).running() as bench:
        lacks_something(bench.folder).touch()
        lacking = bench.offer(article("urn:lacking", misbehaving("lack")), healthy=False)
        offer(bench, 5)
        letter = bench.assert_all_ended_once().letters[lacking.entry]
    assert (letter.stage, letter.starts) == ("entities", 1)
    assert "a model file cannot be reached; it was waited for" in letter.message
