"""A worker that runs the three stages in one task (NEWSMILL_FUSE=1) fails as the chain does, resumes where it was."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.bench import IMPATIENT, NOBODY_DIES, SHORT_LIMITS, Bench
from tests.bench.stages import held_back, misbehaving
from tests.failure.conftest import article, assert_poison_is_isolated, offer
from tests.waiting import wait_for
from workers.queue import keys


@pytest.fixture
def fused(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A running, impatient bench whose workers are fused; with the settings that a test adds."""
    settings = {**IMPATIENT, **NOBODY_DIES, **getattr(request, "param", {}), "NEWSMILL_FUSE": "1"}
    with Bench(tmp_path / "bench", settings).running() as running:
        yield running


def test_a_worker_killed_mid_stage_resumes_at_the_stage_it_had_reached(fused: Bench) -> None:
    held_back(fused.folder).touch()
    entry = fused.offer(article("urn:waiting", misbehaving("wait", "entities"))).entry
    work = keys.work(entry)
    wait_for(lambda: fused.client.hget(work, "stage") == b"entities", 60, "the article does not reach entities")
    [hold] = [hold for hold in fused.holds() if hold.entry == entry]
    os.kill(int(hold.holder.rpartition("/")[2]), signal.SIGKILL)
    wait_for(lambda: fused.client.hget(work, "attempt") == b"2", 60, "the article is not restarted")
    assert fused.client.hget(work, "stage") == b"entities"
    held_back(fused.folder).unlink()
    offer(fused, 20)
    books = fused.assert_all_ended_once()
    assert books.status.dead_letters == 0


@pytest.mark.parametrize("fused", [SHORT_LIMITS], indirect=True)
@pytest.mark.parametrize(
    ("how", "stage", "starts", "reason"),
    [
        ("segfault", "entities", 3, "started 3 times and never ended"),
        ("endless", "topics", 1, "topics took longer than 2 s"),
    ],
)
def test_trouble_in_a_later_stage_takes_the_article_and_nothing_else(
    fused: Bench, how: str, stage: str, starts: int, reason: str
) -> None:
    assert_poison_is_isolated(fused, how, stage, starts=starts, reason=reason)
