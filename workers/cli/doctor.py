"""`newsmill doctor`: checks this machine, the settings, Redis, the store and the models, and says what to mend."""

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Annotated, cast

import redis
import typer
from rich.table import Table
from rich.text import Text

from config.queue import EVENT_BYTES, OWN_BYTES
from config.settings import Settings, known_variables
from workers.article import STAGES
from workers.cli.console import FAILED, AsJson, open_store, out, print_json, redis_trouble, settings_for_command
from workers.errors import NewsmillError
from workers.local.data_folder import running_redis
from workers.local.valkey import server_binary
from workers.queue import keys
from workers.queue.connect import connect


@dataclass(frozen=True)
class Finding:
    """One thing looked at: well or not, what was found, what to do."""

    part: str
    well: bool
    found: str


def doctor(
    as_json: AsJson = False,
    list_settings: Annotated[bool, typer.Option("--settings", help="List every setting and what it is for.")] = False,
) -> None:
    """Check the machine, settings, Redis, store and models. Exit code 1 when something must be mended."""
    if list_settings:
        _print_settings(as_json=as_json)
        return
    settings = settings_for_command()
    findings = [_examine(part, look, settings) for part, look in PARTS.items()]
    if as_json:
        for finding in findings:
            print_json({"part": finding.part, "well": finding.well, "found": finding.found})
    else:
        table = Table.grid(padding=(0, 2))
        for finding in findings:
            verdict = Text("well", style="green") if finding.well else Text("mend", style="red")
            table.add_row(verdict, finding.part, finding.found)
        out.print(table)
    if not all(finding.well for finding in findings):
        raise typer.Exit(FAILED)


def _examine(part: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(part, True, look(settings))
    except NewsmillError as error:
        return Finding(part, False, str(error))
    except redis.RedisError as error:
        return Finding(part, False, redis_trouble(error))


def _machine(_: Settings) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("newsmill", "celery", "kombu", "redis", "spacy"))
    return f"Python {platform.python_version()} on {sys.platform} {platform.machine()}; {packages}"


def _embedded(_: Settings) -> str:
    return f"the embedded Valkey is there: {server_binary().name}"


def _disk(settings: Settings) -> str:
    """The embedded Valkey ends when it cannot write, so a queue at its limit must have room."""
    if settings.redis.address() and settings.store.address():
        return "nothing is kept here: Redis and the database are elsewhere"
    folder = settings.data_dir.resolve()
    there = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    free = shutil.disk_usage(there).free
    if free < settings.queue.max_bytes:
        raise NewsmillError(
            f"{free:,} bytes are free for {folder}, must be {settings.queue.max_bytes:,} (NEWSMILL_QUEUE_MAX_BYTES) or "
            "more: on a full disk the embedded Valkey ends; free some, or name another folder with NEWSMILL_DATA_DIR"
        )
    return f"{free / 2**30:,.1f} GiB are free for {folder}"


def _redis(settings: Settings) -> str:
    address = settings.redis.address() or running_redis(settings.data_dir)
    if address is None:
        return "none runs and none is named; `newsmill up` starts the embedded one"
    client = connect(address, retries=0)
    info = cast("dict[str, object]", client.info())
    wrong = [*_durability(client), *_replayed(client), *_room(client, settings)]
    if wrong:
        raise NewsmillError("; ".join(wrong))
    name = "Valkey" if "valkey_version" in info else "Redis"
    return f"{name} {info.get('valkey_version') or info['redis_version']}, durable, never evicts"


def _durability(client: "redis.Redis") -> Iterator[str]:
    wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
    config = cast("dict[str, str]", client.config_get(*wanted))
    for name, value in wanted.items():
        found = config.get(name)
        if found != value:
            yield f"{name} is {found}, must be {value}: an accepted article could be lost (see config/redis.conf)"


def _replayed(client: "redis.Redis") -> Iterator[str]:
    """Many servers replay the append-only file with the rights of the user `default`, even when it is off."""
    try:
        answer = client.acl_dryrun("default", "XADD", keys.INCOMING, "*", "article", "")
    except redis.exceptions.NoPermissionError:
        yield (
            "this user may not see whether the user default may write, on which it depends with many versions that a "
            "restart keeps what was accepted; take over config/redis-acl.conf"
        )
        return
    except redis.ResponseError:  # a server that does not know of it
        return
    if answer not in (b"OK", "OK"):
        yield (
            "the user default may not write: many versions of Redis and Valkey then drop at a restart what scripts and "
            "transactions wrote, accepted articles among it; `user default off resetpass ~* &* +@all` keeps it off "
            "and the articles (see config/redis-acl.conf)"
        )


def _room(client: "redis.Redis", settings: Settings) -> Iterator[str]:
    """A queue at its limit must leave as much again for work, events and re-runs; else Redis is full first."""
    found = int(cast("dict[str, str]", client.config_get("maxmemory")).get("maxmemory", "0"))
    needed = settings.queue.redis_bytes
    if 0 < found < needed:
        yield (
            f"maxmemory is {found:,} bytes, must be {needed:,} or more: twice NEWSMILL_QUEUE_MAX_BYTES, "
            f"{EVENT_BYTES} bytes for each of NEWSMILL_QUEUE_EVENTS_MAX events, and {OWN_BYTES:,} for the server; "
            "raise it or lower these"
        )


def _store(settings: Settings) -> str:
    with open_store(settings):
        kind = "PostgreSQL" if settings.store_address.startswith("postgresql") else "SQLite"
        return f"{kind}, at the schema of this version"


def _stages(settings: Settings) -> str:
    from workers.resources import load_resources

    resources = load_resources(settings, STAGES)
    stamp = resources.entities.stamp if resources.entities else ""
    return f"models load; entities stamp {stamp}"


def _kernels(_: Settings) -> str:
    from workers.entities.kernels import measure_kernels

    return measure_kernels().advice


PARTS: dict[str, Callable[[Settings], str]] = {
    "machine": _machine,
    "disk": _disk,
    "embedded server": _embedded,
    "redis": _redis,
    "store": _store,
    "stages": _stages,
    "numeric kernels": _kernels,
}


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
