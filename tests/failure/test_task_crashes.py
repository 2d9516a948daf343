"""An article that crashes its worker process, such as by a fault in a C library: three starts, then a dead letter."""

import pytest

from tests.bench.bench import Bench
from tests.failure.conftest import assert_poison_is_isolated


@pytest.mark.parametrize("how", ["segfault", "leave"])
def test_a_crash_takes_the_article_and_nothing_else(steady: Bench, how: str) -> None:
    assert_poison_is_isolated(steady, how, "cleanup", starts=3, reason="started 3 times and never ended")
