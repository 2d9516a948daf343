"""The embedded service, supervised: Valkey, dispatcher, stages and settle.

What dies is started again; a stop ends all of it in order; a supervisor that is killed takes everything with it. An
existing Redis or database is used instead where the settings name one.
"""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import redis
import structlog

from config.settings import Settings
from newsmill.article import STAGES
from newsmill.client.connect import connect
from newsmill.errors import Misconfigured, Transient
from workers.local import data_folder
from workers.local.child import Child
from workers.local.valkey import arguments
from workers.queue.heartbeat import read_beats
from workers.queue.keys import SETTLE
from workers.queue.ledger import Ledger

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 30  # for the embedded Valkey to answer anything
MISUSED = 2  # exit code of a process that cannot do its work: wrong settings, a model or a database that is missing


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
        with data_folder.locked(self.folder):
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
                if child.process is not None and child.process.poll() == MISUSED:
                    raise Misconfigured(f"the process {child.name!r} cannot start; see its messages above")
            self.supervise()
            fresh = [beat for beat in read_beats(ledger).values() if beat.at >= begun]
            serving = {stage for beat in fresh for stage in beat.stages}
            if serving.issuperset((*STAGES, SETTLE)) and any(not beat.stages for beat in fresh):
                data_folder.announce(self.folder, self.redis_address or "")
                return True
            time.sleep(0.1)
        raise Transient(f"the workers were not ready after {timeout:g} s; see their messages above")

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
        for name, words in (
            ("dispatcher", ["dispatcher"]),
            ("stages", ["worker", *STAGES]),
            ("settle", ["worker", SETTLE]),
        ):
            child = Child(name, [sys.executable, "-m", "workers.cli", *words], environment)
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
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            if self._valkey.process is None or self._valkey.process.poll() is not None:
                raise Misconfigured(f"the embedded Valkey exited at startup; see {log_file}")
            try:
                client.ping()
            except redis.BusyLoadingError:  # reading what it held takes as long as it takes
                deadline = time.monotonic() + ANSWER_SECONDS
            except redis.RedisError:
                pass
            else:
                client.close()
                return address
            time.sleep(0.1)
        raise Misconfigured(f"the embedded Valkey did not answer within {ANSWER_SECONDS:g} s; see {log_file}")

    def _stop(self) -> None:
        data_folder.withdraw(self.folder)
        for child in self._children:  # the dispatcher first: no new work; then what is running may end
            child.stop()
        if self._valkey is not None:
            self._valkey.stop()


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
