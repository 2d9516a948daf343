"""When a settle worker waits for more before its next batch."""

import pytest

from workers.queue.settling import ENOUGH, more_comes


@pytest.mark.parametrize(
    ("taken", "since_previous", "waits"),
    [
        (1, 3600.0, False),  # seldom one: it is stored at once, and so is the next
        (1, 0.4, False),
        (1, 0.03, True),  # one soon after another
        (9, 0.4, True),  # batches as they are under load
        (ENOUGH, 0.4, False),  # behind
    ],
)
def test_more_is_waited_for_while_entries_come_and_the_worker_is_not_behind(
    taken: int, since_previous: float, waits: bool
) -> None:
    assert more_comes(taken, since_previous) is waits
