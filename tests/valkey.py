"""A real Valkey server for tests: private, persistent as in production (AOF always), killable."""

import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import redis

from tests.waiting import wait_for
from workers import parent_death
from workers.local.valkey import arguments

# What is given up is sent again, and an article then added twice: a machine that stands still is waited for.
UNHURRIED: Any = {"socket_timeout": 60}


class Valkey:
    """One server with a data folder and a port that outlive its process, so that it can be killed and started again."""

    def __init__(self, folder: Path, options: Sequence[str] = ()) -> None:
        self.folder = folder
        self.options = options
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "valkey.log").open("ab") as log:
            self.process = parent_death.start([*arguments(self.folder, self.port), *self.options], output=log)
        log_file = self.folder / "valkey.log"
        with self.client() as client:

            def answers() -> bool:
                assert self.process is not None
                assert self.process.poll() is None, log_file.read_text(errors="replace")
                with suppress(redis.RedisError):
                    return bool(client.ping())
                return False

            wait_for(answers, 60, f"Valkey did not start; see {log_file}")

    def kill(self) -> None:
        """SIGKILL, as a crash."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def client(self) -> "redis.Redis":
        """A plain client, as a foreign program would have."""
        return redis.Redis.from_url(self.url, protocol=2, **UNHURRIED)


@contextmanager
def valkey_server(folder: Path, options: Sequence[str] = (), server: Valkey | None = None) -> Iterator[Valkey]:
    """A running server that is killed at the end."""
    server = server or Valkey(folder, options)
    server.start()
    try:
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.kill()
