"""PostgreSQL killed under load, and away for longer than every patience: articles wait, none becomes a dead letter."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.bench import IMPATIENT, Bench
from tests.failure.conftest import offer
from tests.postgres import PostgresServer, fresh_database, postgres_server
from tests.waiting import wait_for


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server(durable=True) as running:
        yield running


@pytest.fixture
def bench(server: PostgresServer, tmp_path: Path) -> Iterator[Bench]:
    with (
        fresh_database(server.url) as url,
        Bench(tmp_path / "bench", {**IMPATIENT, "NEWSMILL_STORE_URL": url}).running() as running,
    ):
        yield running


def test_a_database_killed_three_times_is_waited_for(server: PostgresServer, bench: Bench) -> None:
    for n in range(3):
        ended = bench.finished()
        offer(bench, 40, f"before-{n}")
        wait_for(lambda: bench.finished() > ended, 60, "nothing is settled")  # noqa: B023  # called at once
        server.stop(signal.SIGKILL)
        server.start()
    books = bench.assert_all_ended_once()
    assert books.status.dead_letters == 0


def test_a_database_that_is_away_is_waited_for(server: PostgresServer, bench: Bench) -> None:
    server.stop(signal.SIGKILL)
    offer(bench, 40, "away")
    time.sleep(8)
    asked = [sys.executable, "-m", "workers.cli", "status"]
    status = subprocess.run(asked, env=bench.environment, capture_output=True, text=True, timeout=60, check=False)
    assert (status.returncode, "Traceback" in status.stderr) == (2, False), status.stderr
    server.start()
    books = bench.assert_all_ended_once()
    assert books.status.dead_letters == 0
