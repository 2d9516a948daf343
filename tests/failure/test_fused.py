"""A worker that runs the three stages in one task (NEWSMILL_FUSE=1) fails as the chain does, resumes where it was."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.bench import IMPATIENT, Bench, wait_for
from tests.bench.stages import misbehaving
from tests.failure.conftest import article, assert_poison_is_isolated, offer
from workers.queue import keys


@pytest.fixture
def fused(tmp_path: Path) -> Iterator[Bench]:
    """A running, impatient bench whose workers are fused."""
    with Bench(tmp_path / "bench", {**IMPATIENT, "NEWSMILL_FUSE": "1"}).running() as running:
        yield running


def test_a_worker_killed_mid_stage_resumes_at_the_stage_it_had_reached(fused: Bench) -> None:
    entry = fused.offer(article("urn:slow", misbehaving("slow", "entities"))).entry
    work = keys.work(entry)
    wait_for(lambda: fused.client.hget(work, "stage") == b"entities", 20, "the article does not reach entities")
    [hold] = [hold for hold in fused.holds() if hold.entry == entry]
    os.kill(int(hold.holder.rpartition("/")[2]), signal.SIGKILL)
    wait_for(lambda: fused.client.hget(work, "attempt") == b"2", 20, "the article is not restarted")
    assert fused.client.hget(work, "stage") == b"entities"
    offer(fused, 20)
    books = fused.assert_all_ended_once(within=40)
    assert books.status.dead_letters == 0


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
