"""The embedded service: a private Valkey, the workers and a SQLite store in one data folder, supervised.

What dies is started again; a stop ends all of it in order; a supervisor that is killed takes everything with it. An
existing Redis or database is used instead where the settings name one.
"""

import fcntl
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import orjson
import redis
import structlog

from config.settings import Settings
from workers.article import STAGES
from workers.child import Child
from workers.errors import Misconfigured, Transient
from workers.queue.connect import connect
from workers.queue.heartbeat import read_beats
from workers.queue.keys import SETTLE
from workers.queue.ledger import Ledger
from workers.valkey import arguments

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0  # more than a command holds the lock that looks whether a service runs: `running_redis`
CANNOT = 2  # exit code of a process that cannot do its work: wrong settings, a model or a database that is missing


class LocalService:
    """Everything of `newsmill up`. Use `running()`; then call `supervise()` until it is time to stop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.data_dir.resolve()
        self.redis_address = settings.redis.address()
        self._children: list[Child] = []
        self._valkey: Child | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start everything, and end it in order on the way out.

        Raises Misconfigured when another service uses the folder, or a part of this one cannot start.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone():
            try:
                self._start()
                yield
            finally:
                self._stop()

    def wait_until_ready(self, stop: Callable[[], bool], timeout: float = 120) -> bool:
        """Supervise until every stage has a living worker; False when stopped before. Raises Transient in the end."""
        ledger = Ledger(connect(self.redis_address or ""))
        begun = ledger.server_time()
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if stop():
                return False
            for child in self._children:
                if child.process is not None and child.process.poll() == CANNOT:
                    raise Misconfigured(f"the process {child.name!r} cannot start; what it said stands above")
            self.supervise()
            fresh = [beat for beat in read_beats(ledger).values() if beat.at >= begun]
            serving = {stage for beat in fresh for stage in beat.stages}
            if serving.issuperset((*STAGES, SETTLE)) and any(not beat.stages for beat in fresh):
                self._write_runtime()
                return True
            time.sleep(0.1)
        raise Transient(f"the workers were not ready after {timeout:g} s; what they said stands above")

    def supervise(self) -> None:
        """Start again what died. Call it often."""
        now = time.monotonic()
        for child in (*filter(None, [self._valkey]), *self._children):
            child.keep_alive(now)

    def _start(self) -> None:
        from workers.store import migrate

        redis_address = self.redis_address or self._start_valkey()
        self.redis_address = redis_address
        migrate(self.settings.store_address)
        environment = {
            **os.environ,
            "NEWSMILL_REDIS_URL": redis_address,
            "NEWSMILL_STORE_URL": self.settings.store_address,
            "NEWSMILL_WORKER_CONCURRENCY": str(self.settings.local.processes or min(os.cpu_count() or 1, 4)),
        }
        for name, arguments_ in (
            ("dispatcher", ["dispatcher"]),
            ("stages", ["worker", *STAGES]),
            ("settle", ["worker", SETTLE]),
        ):
            child = Child(name, [sys.executable, "-m", "workers.cli", *arguments_], environment)
            child.start()
            self._children.append(child)

    def _start_valkey(self) -> str:
        folder = self.folder / "valkey"
        folder.mkdir(exist_ok=True, mode=0o700)
        port = free_port(self.settings.local.redis_port)
        output, log_file = self.folder / "valkey-output.log", folder / "valkey.log"
        self._valkey = Child("valkey", arguments(folder, port), os.environ, output, log_file)
        self._valkey.start()
        address = f"redis://127.0.0.1:{port}/0"
        client = connect(address, retries=0)
        for _ in range(300):
            if self._valkey.process is None or self._valkey.process.poll() is not None:
                raise Misconfigured(f"the embedded Valkey ended at its start; {log_file} says why")
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(0.1)
            else:
                client.close()
                return address
        raise Misconfigured(f"the embedded Valkey did not answer within 30 s; {log_file} says why")

    def _stop(self) -> None:
        (self.folder / RUNTIME).unlink(missing_ok=True)
        for child in self._children:  # the dispatcher first: no new work; then what is running may end
            child.stop()
        if self._valkey is not None:
            self._valkey.stop()

    def _write_runtime(self) -> None:
        # Renamed when it is whole: commands may look for it at any moment.
        path = self.folder / f"{RUNTIME}.new"
        path.touch(mode=0o600)
        path.write_bytes(orjson.dumps({"redis_url": self.redis_address, "pid": os.getpid()}))
        path.replace(self.folder / RUNTIME)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / LOCK).open("w") as lock:
            deadline = time.monotonic() + LOOK_SECONDS
            while not _locked(lock):
                if time.monotonic() >= deadline:
                    raise Misconfigured(
                        f"another newsmill runs in {self.folder}; stop it, or choose another folder with "
                        "NEWSMILL_DATA_DIR"
                    )
                time.sleep(0.05)
            yield


def _locked(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


RUNTIME = "runtime.json"
LOCK = "lock"


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


def free_port(wanted: int) -> int:
    """The wanted port of 127.0.0.1, or any free one when another program has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                log.warning("port is taken, another is used", port=port)
            else:
                return int(probe.getsockname()[1])
    raise Misconfigured("no free port on 127.0.0.1")
