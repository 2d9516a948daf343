"""`newsmill bench`: measures this machine, and says how many workers it can run and how fast they will be."""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from newsmill.errors import Misconfigured
from workers.cli.console import AsJson, err, out, print_json, settings_for_command
from workers.cli.demo import SAMPLES
from workers.cli.inputs import check_paths, read_all
from workers.cli.service import limit_threads

if TYPE_CHECKING:
    from workers.capacity.measuring import Costs
    from workers.capacity.sizing import Plan


def bench(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Articles like those you expect: files and folders as for `process`; default: the samples."
        ),
    ] = None,
    cores: Annotated[
        int | None, typer.Option(min=1, help="Cores to plan for; default: those this process may use.")
    ] = None,
    memory: Annotated[
        int | None, typer.Option(min=256, help="Memory to plan for, in MB; default: this machine's.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long to measure each stage.")] = 5.0,
    as_json: AsJson = False,
) -> None:
    """Measure the stages with your model and settings, and say how many workers fit the cores and the memory."""
    limit_threads()
    from workers.capacity.measuring import measure
    from workers.capacity.sizing import plan

    if sys.platform != "linux":
        raise Misconfigured("bench needs Linux: other systems do not tell how much memory processes share")
    settings = settings_for_command()
    check_paths(paths or ())
    articles = [read.raw for read in read_all(paths or [str(SAMPLES)]) if read.raw is not None]
    if not articles:
        raise Misconfigured("no readable article under these paths; name .html, .txt, .json or .jsonl files")
    here = len(os.sched_getaffinity(0))
    err.print(f"measuring {len(articles):,} articles with {here} cores, about {4 * seconds:.0f} s …")
    costs = measure(settings, articles, here, seconds)
    planned = plan(costs, cores or here, float(memory or _memory_mb()))
    if as_json:
        print_json({"costs": asdict(costs), "plan": asdict(planned)})
        return
    _print_costs(costs, planned)
    _print_plan(planned, settings.queue.in_flight)


def _print_costs(costs: "Costs", planned: "Plan") -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("stage", "CPU ms", "articles/s per core", "MB per worker", "workers"):
        table.add_column(name, justify="left" if name == "stage" else "right")
    for stage, cost in costs.stages.items():
        mb = f"{cost.loaded_mb + cost.child_mb:.0f}"
        table.add_row(stage, f"{cost.core_ms:.1f}", f"{1000 / cost.core_ms:.0f}", mb, str(planned.workers[stage]))
    table.add_row("settle", f"{costs.settle_ms:.1f}", f"{1000 / costs.settle_ms:.0f}", "", "1")
    out.print(table)


def _print_plan(planned: "Plan", in_flight: int) -> None:
    scale = " ".join(f"--scale {stage}={count}" for stage, count in planned.workers.items())
    out.print(
        f"\n{planned.cores} cores and {planned.memory_mb:,.0f} MB can process about [bold]{planned.per_second:.0f} "
        f"articles per second[/bold] as a chain of services ({planned.workers_mb:,.0f} MB for the stages; bounded by "
        f"{planned.short_of}):",
        markup=True,
        soft_wrap=True,
    )
    out.print(f"  docker compose up --detach {scale}", soft_wrap=True)
    if planned.in_flight > in_flight:
        out.print(f"  NEWSMILL_QUEUE_IN_FLIGHT={planned.in_flight}")
    out.print(
        f"or about [bold]{planned.fused_per_second:.0f}[/bold] on one machine with the stages fused "
        f"({planned.fused_mb:,.0f} MB):",
        markup=True,
        soft_wrap=True,
    )
    out.print(f"  NEWSMILL_FUSE=1 NEWSMILL_LOCAL_PROCESSES={planned.fused_processes} newsmill up")


def _memory_mb() -> float:
    """Of this machine, or of the container's limit where that is smaller."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = Path("/sys/fs/cgroup/memory.max")
    text = limit.read_text().strip() if limit.is_file() else "max"
    return float(min(total, int(text) if text.isdigit() else total)) / 2**20
