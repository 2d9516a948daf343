"""An article that eats memory: to its own limit, dead at once; to the kernel's, after three killed processes."""

from tests.bench.bench import Bench
from tests.failure.conftest import assert_poison_is_isolated


def test_at_the_limit_of_its_process_it_fails_in_order(steady: Bench) -> None:
    worker = steady.pid("stages-1"), steady.children("stages-1")
    assert_poison_is_isolated(steady, "memory", "entities", starts=1, reason="entities ran out of memory")
    assert worker == (steady.pid("stages-1"), steady.children("stages-1")), "no process was meant to die"


def test_killed_by_the_kernel_it_is_started_three_times(steady: Bench) -> None:
    # The kernel's killer sends SIGKILL to the child that holds the memory; here the child sends it to itself.
    assert_poison_is_isolated(steady, "oom", "entities", starts=3, reason="started 3 times and never ended")
