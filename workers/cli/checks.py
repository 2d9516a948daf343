"""The checks of `newsmill doctor`: each says what it found, or raises what must be fixed."""

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import cast

import redis

from config.queue import EVENT_BYTES, OWN_BYTES
from config.settings import Settings
from newsmill.article import STAGES
from newsmill.client.connect import connect
from newsmill.errors import NewsmillError
from workers.cli.console import open_store
from workers.local.data_folder import running_redis
from workers.local.valkey import server_binary
from workers.queue import keys


def _machine(_: Settings) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("newsmill", "celery", "kombu", "redis", "spacy"))
    return f"Python {platform.python_version()} on {sys.platform} {platform.machine()}; {packages}"


def _embedded(_: Settings) -> str:
    return f"the embedded Valkey is installed: {server_binary().name}"


def _disk(settings: Settings) -> str:
    """The embedded Valkey ends when it cannot write, so a queue at its limit must have room."""
    if settings.redis.address() and settings.store.address():
        return "not needed: Redis and the database are elsewhere"
    folder = settings.data_dir.resolve()
    there = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    free = shutil.disk_usage(there).free
    if free < settings.queue.max_bytes:
        raise NewsmillError(
            f"{free:,} bytes are free for {folder}, should be {settings.queue.max_bytes:,} (NEWSMILL_QUEUE_MAX_BYTES) "
            "or more: the embedded Valkey exits on a full disk; free some space, or choose another folder with "
            "NEWSMILL_DATA_DIR"
        )
    return f"{free / 2**30:,.1f} GiB are free for {folder}"


def _redis(settings: Settings) -> str:
    address = settings.redis.address() or running_redis(settings.data_dir)
    if address is None:
        return "none is running and none is configured; `newsmill up` starts the embedded one"
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
            "this user cannot check whether the user default may write; with many versions, accepted articles survive "
            "a restart only if it may: use config/redis-acl.conf"
        )
        return
    except redis.ResponseError:  # a server that does not know of it
        return
    if answer not in (b"OK", "OK"):
        yield (
            "the user default may not write: at a restart many versions of Redis and Valkey then drop what scripts and "
            "transactions wrote, accepted articles included; `user default off resetpass ~* &* +@all` keeps the user "
            "off and the articles safe (see config/redis-acl.conf)"
        )


def _room(client: "redis.Redis", settings: Settings) -> Iterator[str]:
    """A queue at its limit must leave as much again for work, events and re-runs; else Redis is full first."""
    found = int(cast("dict[str, str]", client.config_get("maxmemory")).get("maxmemory", "0"))
    needed = settings.queue.redis_bytes
    if 0 < found < needed:
        yield (
            f"maxmemory is {found:,} bytes, should be {needed:,} or more: twice NEWSMILL_QUEUE_MAX_BYTES, "
            f"{EVENT_BYTES} bytes for each of NEWSMILL_QUEUE_EVENTS_MAX events, and {OWN_BYTES:,} for the server; "
            "raise it or lower these"
        )


def _store(settings: Settings) -> str:
    with open_store(settings):
        kind = "PostgreSQL" if settings.store_address.startswith("postgresql") else "SQLite"
        return f"{kind}, schema up to date"


def _stages(settings: Settings) -> str:
    from workers.resources import load_resources

    resources = load_resources(settings, STAGES)
    stamp = resources.entities.stamp if resources.entities else ""
    return f"models load; entities stamp {stamp}"


def _kernels(_: Settings) -> str:
    from workers.entities.kernels import measure_kernels

    return measure_kernels().advice


CHECKS: dict[str, Callable[[Settings], str]] = {
    "machine": _machine,
    "disk": _disk,
    "embedded server": _embedded,
    "redis": _redis,
    "store": _store,
    "stages": _stages,
    "numeric kernels": _kernels,
}
