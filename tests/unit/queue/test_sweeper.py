"""Which held entries are restarted, and when: the whole rule, on a clock of our own."""

from collections.abc import Container

import pytest

from workers.queue.entry import Hold
from workers.queue.heartbeat import Beat
from workers.queue.sweeper import Patience, Sweeper, WatchedTime

PATIENCE = Patience(dead=12, child=6, hard=25, message=5, settle=120)


def beat(process: str, number: int, *stages: str, pids: tuple[int, ...] = (7,)) -> dict[str, Beat]:
    return {process: Beat(process, stages, "host", pids, number, at=0)}


class Watch:
    """A sweeper looking once a second at holds, while processes beat or fall silent."""

    def __init__(self) -> None:
        self.sweeper = Sweeper(PATIENCE)
        self.now = 1000.0
        self.number = 0

    def until_restart(
        self, hold: Hold, process: str, *stages: str, alive: bool, seconds: int = 300, queued: Container[str] = ()
    ) -> tuple[int, str] | None:
        """Seconds until the hold is restarted and the reason; None when it is not within the time."""
        for second in range(seconds):
            self.now += 1
            self.number += alive
            living = self.sweeper.living(beat(process, self.number, *stages), self.now)
            for restart in self.sweeper.judge([hold], living, self.now, lambda: queued):
                return second, restart.reason
        return None


@pytest.mark.parametrize(
    ("holder", "process", "stages", "alive", "seconds", "reason"),
    [
        ("entities@h#1/7", "entities@h#1", ("entities",), False, 12, "the process that held it is gone"),
        ("entities@h#1/8", "entities@h#1", ("entities",), True, 6, "the child process that held it is gone"),
        ("entities@h#1/7", "entities@h#1", ("entities",), True, 25, "it outlasted the hard time limit"),
        ("queue:entities", "entities@h#1", ("entities",), True, 10, "its message is lost"),
        ("queue:settle", "entities@h#1", ("entities",), True, 10, "its message is lost"),
        ("dispatcher@h#1/7", "dispatcher@h#1", (), True, 10, "its message is lost"),
        ("dispatcher@h#1/7", "dispatcher@h#1", (), False, 10, "its message is lost"),
        ("settle@h#1/7", "settle@h#1", ("settle",), True, 120, "its settle worker waits"),
        ("settle@h#1/7", "settle@h#1", ("settle",), False, 12, "the process that held it is gone"),
        ("pause:entities:32", "entities@h#1", ("entities",), True, 32, "its pause is over"),
        ("pause:entities:0.5", "entities@h#1", ("entities",), False, 1, "its pause is over"),
        ("pause:entities:a while", "entities@h#1", ("entities",), True, 0, "its pause is over"),
        ("entities@h#1/x", "entities@h#1", ("entities",), True, 6, "the child process that held it is gone"),
        ("somebody", "entities@h#1", ("entities",), True, 12, "the process that held it is gone"),
    ],
)
def test_each_kind_of_holder_has_its_patience(
    holder: str, process: str, stages: tuple[str, ...], alive: bool, seconds: int, reason: str
) -> None:
    found = Watch().until_restart(Hold("1-0", holder, 1), process, *stages, alive=alive)
    assert found == (seconds, reason)


@pytest.mark.parametrize("holder", ["queue:topics", "dispatcher@h#1/7"])
def test_what_has_its_message_in_a_queue_waits_as_long_as_it_takes(holder: str) -> None:
    assert Watch().until_restart(Hold("1-0", holder, 1), "topics@h#1", "topics", alive=True, queued={"1-0"}) is None


def test_what_a_worker_fetched_ahead_is_lost_when_the_worker_is_gone() -> None:
    sweeper = Sweeper(PATIENCE)
    held = [Hold("1-0", "queue:topics", 1), Hold("2-0", "queue:topics", 1)]
    fetched = {"t@h#1": Beat("t@h#1", ("topics",), "host", (7,), 1, at=0, fetched=frozenset({"1-0"}))}
    lost: dict[str, int] = {}
    for second in range(20):
        living = sweeper.living(fetched, second)
        lost |= {restart.hold.entry: second for restart in sweeper.judge(held, living, second, lambda: {"2-0"})}
    assert lost == {"1-0": 12 + 5}


def test_what_was_just_taken_off_its_queue_is_not_lost_before_its_worker_could_name_it() -> None:
    sweeper = Sweeper(PATIENCE)
    held = [Hold("1-0", "queue:topics", 1)]
    for second in range(100):
        fetched = frozenset({"1-0"} if second % 10 >= 8 else ())
        living = sweeper.living({"t@h#1": Beat("t@h#1", ("topics",), "h", (7,), second, at=0, fetched=fetched)}, second)
        queued = {"1-0"} if second % 10 < 4 else set[str]()
        assert sweeper.judge(held, living, second, lambda queued=queued: queued) == []  # type: ignore[misc]


def test_the_queues_are_not_read_while_nothing_waits_for_long() -> None:
    sweeper = Sweeper(PATIENCE)

    def queued() -> set[str]:
        raise AssertionError("read")

    for second in range(50):
        holds = [Hold(f"{second // 5}-0", "queue:topics", 1), Hold("0-1", "topics@h#1/7", 1)]
        sweeper.judge(holds, {}, second, queued)


def test_an_entry_that_changes_hands_starts_anew() -> None:
    watch = Watch()
    for deliveries in range(1, 20):
        hold = Hold("1-0", "entities@h#1/7", deliveries)
        assert watch.until_restart(hold, "entities@h#1", "entities", alive=True, seconds=20) is None


def test_a_restarted_entry_is_not_restarted_again_in_the_next_second() -> None:
    watch = Watch()
    hold = Hold("1-0", "entities@h#1/7", 1)
    assert watch.until_restart(hold, "entities@h#1", "entities", alive=False) == (
        12,
        "the process that held it is gone",
    )
    assert watch.until_restart(hold, "entities@h#1", "entities", alive=False, seconds=11) is None


def test_a_sweeper_that_starts_gives_everybody_the_full_time() -> None:
    # Heartbeats and holds that are hours old by the server's clock prove nothing: that clock may have been stepped.
    sweeper = Sweeper(PATIENCE)
    living = sweeper.living({"e@h#1": Beat("e@h#1", ("entities",), "host", (7,), 4, at=0)}, now=50_000.0)
    assert set(living) == {"e@h#1"}
    assert sweeper.judge([Hold("1-0", "e@h#1/7", 1)], living, 50_000.0, set) == []


def test_a_silent_process_is_named_after_its_time() -> None:
    sweeper = Sweeper(PATIENCE)
    sweeper.living(beat("e@h#1", 1, "entities"), 0.0)
    sweeper.living(beat("e@h#1", 1, "entities"), 599.0)
    assert sweeper.silent(599.0, 600.0) == []
    assert sweeper.silent(600.0, 600.0) == ["e@h#1"]


def test_time_that_nobody_watched_does_not_count() -> None:
    watched = WatchedTime(1.5)
    assert [watched.look(now) for now in (1000.0, 1001.0, 1002.5, 1090.0, 1091.0)] == [0.0, 1.0, 2.5, 4.0, 5.0]
