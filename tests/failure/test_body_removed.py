"""Bodies removed from the stream by another program: each is a dead letter that says so, and the others go on."""

import pytest

from tests.bench.bench import Bench
from tests.failure.conftest import article, offer
from tests.waiting import wait_for
from workers.queue import keys


@pytest.mark.parametrize("command", ["XDEL", "XTRIM"])
def test_what_was_taken_and_then_removed_is_a_dead_letter(bench: Bench, command: str) -> None:
    with bench.paused("stages-1"):
        gone = [bench.offer(article(f"urn:gone:{n}"), healthy=False) for n in range(5)]
        wait_for(lambda: len(bench.holds()) == len(gone), 60, "not dispatched")
        if command == "XDEL":
            bench.client.xdel(keys.INCOMING, *(offered.entry for offered in gone))
        else:
            bench.client.xtrim(keys.INCOMING, maxlen=0)
        offer(bench, 20)
    books = bench.assert_all_ended_once()
    assert sorted(books.letters) == [offered.entry for offered in gone]
    assert all("removed from the stream" in letter.message for letter in books.letters.values())
