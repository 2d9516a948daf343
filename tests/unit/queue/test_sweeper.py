"""Which held entries are restarted, and when: the whole rule, on a clock of our own."""

import pytest

from workers.queue.entry import Hold
from workers.queue.heartbeat import Beat
from workers.queue.sweeper import MESSAGE_LOST, Patience, Restart, Sweeper, truly_late

PATIENCE = Patience(dead=12, child=6, hard=25, late=120)


def beat(process: str, number: int, *stages: str, pids: tuple[int, ...] = (7,)) -> dict[str, Beat]:
    return {process: Beat(process, stages, "host", pids, number, at=0)}


class Watch:
    """A sweeper looking once a second at holds, while processes beat or fall silent."""

    def __init__(self) -> None:
        self.sweeper = Sweeper(PATIENCE)
        self.now = 1000.0
        self.number = 0

    def until_restart(
        self, hold: Hold, process: str, *stages: str, alive: bool, seconds: int = 300
    ) -> tuple[int, str] | None:
        """Seconds until the hold is restarted and the reason; None when it is not within the time."""
        for second in range(seconds):
            self.now += 1
            self.number += alive
            living = self.sweeper.living(beat(process, self.number, *stages), self.now)
            for restart in self.sweeper.judge([hold], living, self.now):
                return second, restart.reason
        return None


@pytest.mark.parametrize(
    ("holder", "process", "stages", "alive", "seconds", "reason"),
    [
        ("entities@h#1/7", "entities@h#1", ("entities",), False, 12, "the process that held it is gone"),
        ("entities@h#1/8", "entities@h#1", ("entities",), True, 6, "the child process that held it is gone"),
        ("entities@h#1/7", "entities@h#1", ("entities",), True, 25, "it outlasted the hard time limit"),
        ("queue:entities", "entities@h#1", ("entities",), True, 120, "its message seems lost"),
        ("dispatcher@h#1/7", "dispatcher@h#1", (), True, 120, "its message seems lost"),
        ("dispatcher@h#1/7", "dispatcher@h#1", (), False, 12, "the process that held it is gone"),
        ("settle@h#1/7", "settle@h#1", ("settle",), True, 120, "its message seems lost"),
        ("settle@h#1/7", "settle@h#1", ("settle",), False, 12, "the process that held it is gone"),
        ("pause:entities:32", "entities@h#1", ("entities",), True, 32, "its pause is over"),
        ("pause:entities:0.5", "entities@h#1", ("entities",), False, 1, "its pause is over"),
    ],
)
def test_each_kind_of_holder_has_its_patience(
    holder: str, process: str, stages: tuple[str, ...], alive: bool, seconds: int, reason: str
) -> None:
    found = Watch().until_restart(Hold("1-0", holder, 1), process, *stages, alive=alive)
    assert found == (seconds, reason)


def test_what_waits_for_a_stage_that_nobody_serves_is_left_alone() -> None:
    assert Watch().until_restart(Hold("1-0", "queue:topics", 1), "entities@h#1", "entities", alive=True) is None


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
    assert sweeper.judge([Hold("1-0", "e@h#1/7", 1)], living, 50_000.0) == []


def test_a_silent_process_is_named_after_its_time() -> None:
    sweeper = Sweeper(PATIENCE)
    sweeper.living(beat("e@h#1", 1, "entities"), 0.0)
    sweeper.living(beat("e@h#1", 1, "entities"), 599.0)
    assert sweeper.silent(599.0, 600.0) == []
    assert sweeper.silent(600.0, 600.0) == ["e@h#1"]


def test_a_queue_that_holds_a_message_for_each_that_waits_has_lost_none() -> None:
    holds = [Hold(f"{n}-0", "queue:topics", 1) for n in range(3)]
    late = [Restart(hold, MESSAGE_LOST) for hold in holds]
    assert truly_late(late, holds, {"topics": 3}) == []
    assert truly_late(late, holds, {"topics": 2}) == late
    assert truly_late(late, holds, {"cleanup": 3}) == late


def test_what_a_process_held_is_restarted_whatever_the_queues_hold() -> None:
    hold = Hold("1-0", "topics@h#1/7", 1)
    gone = [Restart(hold, "the process that held it is gone")]
    assert truly_late(gone, [hold], {"topics": 9, "cleanup": 9}) == gone


def test_what_a_dispatcher_holds_waits_for_the_first_stage() -> None:
    hold = Hold("1-0", "dispatcher@h#1/7", 1)
    assert truly_late([Restart(hold, MESSAGE_LOST)], [hold], {"cleanup": 1}) == []
    assert truly_late([Restart(hold, MESSAGE_LOST)], [hold], {"cleanup": 0}) != []
