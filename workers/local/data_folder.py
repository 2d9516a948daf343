"""The data folder of the embedded service: one service at a time, and how commands find the one that runs."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import orjson

from newsmill.errors import Misconfigured

_LOCK_SECONDS = 1.0  # longer than `running_redis` holds the lock to see whether a service runs
RUNTIME = "runtime.json"
LOCK = "lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for this process. Raises Misconfigured when another service holds it."""
    with (folder / LOCK).open("w") as lock:
        deadline = time.monotonic() + _LOCK_SECONDS
        while not _try_lock(lock):
            if time.monotonic() >= deadline:
                raise Misconfigured(
                    f"another newsmill is running in {folder}; stop it, or choose another folder with NEWSMILL_DATA_DIR"
                )
            time.sleep(0.05)
        withdraw(folder)  # what one that was killed had announced: nothing serves there any more
        yield


def _try_lock(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def announce(folder: Path, redis_url: str) -> None:
    """Write down the Redis address for `running_redis`. Renamed into place: commands may read it at any moment."""
    path = folder / f"{RUNTIME}.new"
    path.touch(mode=0o600)
    path.write_bytes(orjson.dumps({"redis_url": redis_url, "pid": os.getpid()}))
    path.replace(folder / RUNTIME)


def withdraw(folder: Path) -> None:
    """Take back what `announce` wrote."""
    (folder / RUNTIME).unlink(missing_ok=True)


def running_redis(folder: Path) -> str | None:
    """The Redis address of the embedded service that runs in this folder, or None when none does."""
    try:
        with (folder / LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        try:
            return str(orjson.loads((folder / RUNTIME).read_bytes())["redis_url"])
        except FileNotFoundError:
            return None  # it is starting or stopping
    return None
