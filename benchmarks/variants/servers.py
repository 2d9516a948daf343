"""The servers that variants need: a Valkey on any free port, and the processes they are made of."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import redis

from variants.measuring import Others, Peak, Run, cpu_seconds
from workers import parent_death
from workers.local.valkey import server_binary

HERE = Path(__file__).parent
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What every variant's processes run in: one thread a process, so that they do not fight over the cores."""
    path = os.pathsep.join([str(HERE.parent), str(HERE.parents[1])])
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": path, **(extra or {})}


@contextmanager
def plain_valkey() -> Iterator[tuple[str, int]]:
    """A Valkey that keeps everything in memory, as one starts it without settings: its address and its pid."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [str(server_binary()), "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", folder]
        with Path(folder, "log").open("wb") as log:
            server = parent_death.start(command, output=log)
        address = f"redis://127.0.0.1:{port}/0"
        try:
            wait_for_redis(address)
            yield address, server.pid
        finally:
            server.kill()
            server.wait()


def wait_for_redis(address: str) -> None:
    """Until it answers."""
    with redis.Redis.from_url(address) as client:
        for _ in range(200):
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(0.05)
            else:
                return
    raise SystemExit("Valkey did not start")


class Served:
    """A process that reads file names and answers with lines of JSON: script.py and limit.py."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._answer()

    def run(self, file: Path) -> dict[str, Any]:
        """Have one file processed."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{file}\n".encode())
        self.process.stdin.flush()
        return self._answer()

    def measured(self, file: Path) -> Run:
        """The same, with what it cost."""
        roots = [self.process.pid]
        before, others = cpu_seconds(roots), Others()
        with Peak(roots) as peak:
            answer = self.run(file)
        used = cpu_seconds(roots) - before
        return Run(answer["seconds"], used, answer["articles"], peak.mb, others=others.share(used))

    def close(self) -> None:
        """End it."""
        self.process.communicate()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args!r} ended; what it said stands above")
        answer: dict[str, Any] = orjson.loads(line)
        return answer
