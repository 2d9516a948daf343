"""From measured costs to a plan of workers."""

import pytest

from workers.capacity.measuring import Cost, Costs
from workers.capacity.sizing import plan

COSTS = Costs(
    20, {"cleanup": Cost(20, 200, 30), "entities": Cost(30, 300, 30), "topics": Cost(5, 250, 20)}, settle_ms=3
)


def test_the_stage_that_costs_most_gets_most_workers() -> None:
    planned = plan(COSTS, cores=8, memory_mb=64_000)
    assert planned.short_of == "cores"
    assert planned.workers["entities"] > planned.workers["cleanup"] > planned.workers["topics"] >= 1
    for stage, cost in COSTS.stages.items():
        assert planned.workers[stage] * 1000 / cost.core_ms >= planned.per_second


def test_articles_a_second_grow_with_the_cores_and_never_beyond_what_they_can() -> None:
    rates = [plan(COSTS, cores, 10**6).per_second for cores in (1, 2, 4, 64)]
    assert rates == pytest.approx([rates[0] * cores for cores in (1, 2, 4, 64)])
    assert rates[0] < 1000 / 58


def test_fused_costs_less_and_takes_the_memory_once() -> None:
    planned = plan(COSTS, cores=4, memory_mb=16_000)
    assert planned.fused_per_second > planned.per_second
    assert planned.fused_processes == 4
    assert planned.fused_mb < planned.workers_mb


def test_too_little_memory_means_fewer_workers() -> None:
    planned = plan(COSTS, cores=64, memory_mb=4000)
    assert planned.short_of == "memory"
    assert planned.workers_mb <= 3500
    assert planned.fused_processes < 64
    assert planned.per_second < plan(COSTS, cores=64, memory_mb=10**6).per_second


def test_many_workers_need_more_articles_in_flight() -> None:
    assert plan(COSTS, cores=2, memory_mb=8000).in_flight == 64
    planned = plan(COSTS, cores=64, memory_mb=10**6)
    assert planned.in_flight == 4 * sum(planned.workers.values()) > 64
