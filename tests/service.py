"""A real newsmill for tests: `newsmill up` as a process, and the commands beside it, as a person would type them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis

from tests.valkey import UNHURRIED
from tests.waiting import wait_for
from workers.audit import Audit, audit
from workers.local.data_folder import running_redis
from workers.queue.ledger import Ledger
from workers.status import Status, read_status
from workers.store import Store

START_SECONDS = 150


@dataclass
class Newsmill:
    """One service in a data folder, running or not."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        own = {"NEWSMILL_DATA_DIR": str(self.folder), "NEWSMILL_LOCAL_REDIS_PORT": "0", "NEWSMILL_LOCAL_PROCESSES": "1"}
        return {**os.environ, "COLUMNS": "200", **own, **self.settings}

    @property
    def log(self) -> str:
        return (self.folder.parent / "up.log").read_text(encoding="utf-8", errors="replace")

    @property
    def redis_url(self) -> str:
        address = running_redis(self.folder)
        assert address is not None, f"the service does not run:\n{self.log}"
        return address

    def redis(self) -> "redis.Redis":
        """A plain client, as a foreign program would have."""
        return redis.Redis.from_url(self.redis_url, protocol=2, **UNHURRIED)

    def start(self) -> None:
        """Start it in a session of its own and wait until it serves."""
        with (self.folder.parent / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workers.cli", "up"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        process = self.process

        def serves() -> bool:
            assert process.poll() is None, f"the service ended:\n{self.log}"
            return running_redis(self.folder) is not None

        wait_for(serves, START_SECONDS, lambda: f"the service does not start:\n{self.log}")

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it as Ctrl-C does. Returns its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(90)

    def run(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
        """A newsmill command in this service's environment."""
        done = subprocess.run(
            [sys.executable, "-m", "workers.cli", *arguments],
            env=self.environment,
            input=stdin,
            capture_output=True,
            timeout=170,
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        )

    def json(self, *arguments: str, stdin: bytes = b"") -> list[Any]:
        """The JSON lines that a command prints; it must succeed."""
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    @property
    def store_url(self) -> str:
        return self.settings.get("NEWSMILL_STORE_URL", f"sqlite:///{self.folder / 'newsmill.db'}")

    def record(self, article_id: str) -> Any:
        """The JSON that `newsmill show --json` prints, without starting a process for it."""
        with Store.open(self.store_url) as store:
            stored = store.get(article_id)
        assert stored is not None, f"{article_id} is not stored"
        return json.loads(stored.record)

    def status(self) -> Status:
        """What `newsmill status` reads, without starting a process for it."""
        with self.redis() as client, Store.open(self.store_url) as store:
            return read_status(Ledger(client), store, dead_seconds=12)

    def audit(self) -> Audit:
        """What `newsmill audit` finds, without starting a process for it."""
        with self.redis() as client, Store.open(self.store_url) as store:
            return audit(client, store)

    def wait_until_finished(self, seconds: float = 120) -> Status:
        """Wait until nothing is unfinished and no re-run waits; a bound on liveness, not on speed."""
        found: list[Status] = []

        def finished() -> bool:
            with suppress(redis.ConnectionError):  # it is being started again
                found[:] = [self.status()]
                return not found[0].unfinished and not found[0].reruns_waiting
            return False

        wait_for(finished, seconds, lambda: f"still unfinished: {found}\n{self.log[-3000:]}")
        return found[0]


@contextmanager
def newsmill(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Newsmill]:
    """A running service that is ended afterwards."""
    service = Newsmill(folder, settings or {})
    service.start()
    try:
        yield service
    finally:
        service.stop()


def processes_of(folder: Path) -> dict[int, str]:
    """Every living process with this data folder in its environment, arguments or working folder: pid to command."""
    found = {}
    needle = str(folder).encode()
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            command = (process / "cmdline").read_bytes()
            # Valkey writes its title over its arguments and environment; its working folder still tells.
            said = (process / "environ").read_bytes() + command + os.fsencode((process / "cwd").readlink())
        except OSError:
            continue
        if state != "Z" and needle in said:
            found[int(process.name)] = command.replace(b"\0", b" ").decode()
    return found
