"""`newsmill status` and `newsmill audit`: whether every accepted article is accounted for."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import redis
import typer
from rich.table import Table

from newsmill.client.connect import connect
from newsmill.errors import Misconfigured
from workers.account import Account, Window
from workers.audit import Audit, Fault
from workers.cli.console import (
    FAILED,
    AsJson,
    err,
    open_store,
    out,
    print_json,
    print_raw,
    redis_address,
    settings_for_command,
)
from workers.cli.operator import operator
from workers.cli.prometheus import exposition
from workers.cli.times import time_option
from workers.queue.ledger import Ledger
from workers.status import read_status

if TYPE_CHECKING:
    from workers.store import Store

SHOWN = 20  # faults of a kind

Since = Annotated[
    datetime | None, time_option("Articles accepted at this UTC time or later, such as 2026-11-23T09:30.")
]
Until = Annotated[datetime | None, time_option("Articles accepted before this UTC time.")]


def status(
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
    metrics: Annotated[bool, typer.Option("--prometheus", help="Metrics in Prometheus's text format.")] = False,
) -> None:
    """Print the sum: accepted = stored + duplicates + dead letters + unfinished.

    Exit code 1 if it does not add up.
    """
    if metrics and (since or until or as_json):
        raise Misconfigured("--prometheus covers everything: leave out --since, --until and --json")
    settings = settings_for_command()
    ledger = Ledger(connect(redis_address(settings), retries=1))
    with open_store(settings) as store:
        found = read_status(ledger, store, settings.queue.dead_seconds, Window(since, until))
    if as_json:
        print_json({**asdict(found), "balanced": found.balanced})
    elif metrics:
        print_raw(exposition(found).encode())
    else:
        out.print(_table(found, found.in_stages))
        if found.reruns_waiting:
            err.print(f"{found.reruns_waiting:,} re-runs wait in their lane and will be accepted when there is room")
        for stage, count in found.workers.items():
            if not count:
                err.print(f"no {stage} is running: its articles wait until one is started", style="yellow")
    if not found.balanced:
        err.print("not every accepted article is accounted for; `newsmill audit` lists them", style="red")
        raise typer.Exit(FAILED)


def audit(
    since: Since = None,
    until: Until = None,
    known: Annotated[
        str | None,
        typer.Option(
            "--acknowledge",
            metavar="WHY",
            help="Confirm that what has vanished or is unrecorded so far was dealt with: from now on only more is a "
            "fault. The reason is kept with your name and the time.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare queue, events and store, and list every article that is not accounted for.

    Can run while the service works: an article in progress is not a fault. Exit code 1 if there is a fault.
    """
    from workers.audit import audit as compare

    window = Window(since, until)
    settings = settings_for_command()
    client = connect(redis_address(settings), retries=1)
    with open_store(settings) as store:
        if known is not None:
            _acknowledge(client, store, window, known.strip())
        found = compare(client, store, window)
    if as_json:
        account = {**asdict(found.account), "balanced": found.account.balanced}
        print_json({"account": account, "faults": [asdict(fault) for fault in found.faults], "notes": found.notes})
    else:
        _print_audit(found)
    if found.faults:
        raise typer.Exit(FAILED)


def _acknowledge(client: "redis.Redis", store: "Store", window: Window, why: str) -> None:
    from workers.audit import acknowledge

    if not why:
        raise Misconfigured("--acknowledge: give a reason, for those who read it later")
    if not window.open:
        raise Misconfigured("--acknowledge covers everything missing so far: leave out --since and --until")
    before = acknowledge(Ledger(client), store, operator(), why)
    if before.balanced:
        err.print("there is nothing new to acknowledge")
    else:
        err.print(f"acknowledged: {before.vanished:,} vanished, {before.unrecorded:,} unrecorded")


def _table(found: Account, in_stages: dict[str, int]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right")
    table.add_column()
    table.add_row(f"{found.accepted:,}", "accepted")
    table.add_row(f"{found.stored:,}", "= stored as results")
    table.add_row(f"{found.duplicates:,}", "+ duplicates of stored articles")
    table.add_row(f"{found.dead_letters:,}", "+ dead letters")
    oldest = f", the oldest since {found.oldest_unfinished:%Y-%m-%d %H:%M:%S} UTC" if found.oldest_unfinished else ""
    table.add_row(f"{found.unfinished:,}", f"+ unfinished{oldest}")
    for where, count in sorted(in_stages.items()):
        table.add_row("", f"  {count:,} {where}")
    for number, known, what in (
        (found.vanished, found.acknowledged_vanished, "+ vanished: removed from the stream by another program"),
        (found.unrecorded, found.acknowledged_unrecorded, "+ finished, but without an outcome in the store"),
    ):
        if number:
            seen = f", {known:,} of them acknowledged" if known else ""
            table.add_row(f"{number:,}", f"{what}{seen}", style="dim" if number == known else "red")
    return table


def _print_audit(found: Audit) -> None:
    out.print(_table(found.account, {}))
    for line in _lines(found.faults):
        out.print(line, style="red", soft_wrap=True)
    for note in found.notes:
        out.print(f"note: {note}", style="yellow", soft_wrap=True)
    if not found.faults:
        out.print("every accepted article is accounted for", style="green")


def _lines(faults: list[Fault]) -> Iterator[str]:
    kinds = dict.fromkeys(fault.kind for fault in faults)
    for kind in kinds:
        found = [fault for fault in faults if fault.kind == kind]
        for fault in found[:SHOWN]:
            names = [name for name in (fault.article_id, fault.entry and f"entry {fault.entry}") if name]
            yield f"{kind}: {', '.join(names)}{' ' if names else ''}{fault.message}"
        if len(found) > SHOWN:
            yield f"{kind}: and {len(found) - SHOWN:,} more; --json lists them all"
