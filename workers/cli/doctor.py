"""`newsmill doctor`: checks this machine, the settings, Redis, the store and the models, and says what to fix."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated

import redis
import typer
from rich.table import Table
from rich.text import Text

from config.settings import Settings, known_variables
from newsmill.errors import NewsmillError
from workers.cli.checks import CHECKS
from workers.cli.console import FAILED, AsJson, out, print_json, redis_trouble, settings_for_command


@dataclass(frozen=True)
class Finding:
    """The outcome of one check."""

    part: str
    ok: bool
    found: str  # what is there, or what is wrong and what to do


def doctor(
    as_json: AsJson = False,
    list_settings: Annotated[bool, typer.Option("--settings", help="List every setting and what it is for.")] = False,
) -> None:
    """Check the machine, settings, Redis, store and models.

    Exit code 1 when something must be fixed.
    """
    if list_settings:
        _print_settings(as_json=as_json)
        return
    settings = settings_for_command()
    findings = [_run(part, check, settings) for part, check in CHECKS.items()]
    if as_json:
        for finding in findings:
            print_json(asdict(finding))
    else:
        table = Table.grid(padding=(0, 2))
        for finding in findings:
            verdict = Text("ok", style="green") if finding.ok else Text("FIX", style="red")
            table.add_row(verdict, finding.part, finding.found)
        out.print(table)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


def _run(part: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(part, True, check(settings))
    except NewsmillError as error:
        return Finding(part, False, str(error))
    except redis.RedisError as error:
        return Finding(part, False, redis_trouble(error))


def _print_settings(*, as_json: bool) -> None:
    if as_json:
        for name, variable in known_variables().items():
            print_json({"name": name, **asdict(variable)})
        return
    table = Table(box=None, pad_edge=False)
    for column in ("setting", "default", "what it is for"):
        table.add_column(column, overflow="fold", no_wrap=column == "setting")
    for name, variable in known_variables().items():
        table.add_row(name, variable.default, variable.description)
    out.print(table)
