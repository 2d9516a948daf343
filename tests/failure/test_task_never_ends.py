"""An article that a stage never ends: the soft limit gives it up in order, the hard one kills what does not listen."""

from tests.bench.bench import Bench
from tests.failure.conftest import assert_poison_is_isolated


def test_the_soft_limit_gives_it_up_at_once(limited: Bench) -> None:
    assert_poison_is_isolated(limited, "endless", "topics", starts=1, reason="topics took longer than 2 s")


def test_the_hard_limit_kills_what_is_deaf_three_times(limited: Bench) -> None:
    assert_poison_is_isolated(limited, "deaf", "topics", starts=3, reason="started 3 times and never ended")
