"""How many workers of each stage a machine can run, and how fast. Pure: measured costs in, a plan out."""

import math
from dataclasses import dataclass

from workers.capacity.measuring import Costs

QUEUE_MS = 12.0  # core milliseconds an article of Redis, dispatcher and Celery, as a chain; docs/choices/speed.md
FUSED_QUEUE_MS = 6.0  # the same with NEWSMILL_FUSE
OTHERS_MB = 500.0  # Redis without articles, dispatcher, settle, PostgreSQL
BUSY = 0.9  # of the cores: what is planned to the last millisecond has no time for a restart


@dataclass(frozen=True)
class Plan:
    """Workers of one core each, by stage, and articles a second to expect of them."""

    cores: int
    memory_mb: float
    workers: dict[str, int]
    workers_mb: float
    per_second: float
    fused_processes: int
    fused_mb: float
    fused_per_second: float
    in_flight: int
    short_of: str  # what bounds it: "cores" or "memory"


def plan(costs: Costs, cores: int, memory_mb: float) -> Plan:
    """The most articles a second that cores and memory carry, as a chain of services and fused on one machine."""
    shares = {stage: cost.core_ms for stage, cost in costs.stages.items()}
    core_ms = sum(shares.values()) + costs.settle_ms + QUEUE_MS
    rate, short_of = BUSY * 1000 * cores / core_ms, "cores"
    workers = _workers(shares, rate)
    while (needed := _memory(costs, workers)) > memory_mb - OTHERS_MB and max(workers.values()) > 1:
        short_of = "memory"
        rate *= 0.9
        workers = _workers(shares, rate)
    fused_ms = sum(shares.values()) + costs.settle_ms + FUSED_QUEUE_MS
    loaded = max(cost.loaded_mb for cost in costs.stages.values()) + 100  # stages share most libraries
    each = sum(cost.child_mb for cost in costs.stages.values())
    processes = max(1, min(cores, int((memory_mb - OTHERS_MB - loaded) // each)))
    fused_rate = BUSY * 1000 * min(cores / fused_ms, processes / sum(shares.values()))
    return Plan(
        cores=cores,
        memory_mb=memory_mb,
        workers=workers,
        workers_mb=needed,
        per_second=rate,
        fused_processes=processes,
        fused_mb=loaded + processes * each,
        fused_per_second=fused_rate,
        in_flight=max(64, 4 * sum(workers.values())),
        short_of=short_of,
    )


def _workers(shares: dict[str, float], rate: float) -> dict[str, int]:
    return {stage: max(1, math.ceil(rate * ms / 1000)) for stage, ms in shares.items()}


def _memory(costs: Costs, workers: dict[str, int]) -> float:
    return sum(
        count * (costs.stages[stage].loaded_mb + costs.stages[stage].child_mb) for stage, count in workers.items()
    )
