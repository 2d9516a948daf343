"""The service on an existing Redis and PostgreSQL, as the settings name them; its parts as compose runs them."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.postgres import fresh_database, postgres_server
from tests.service import Newsmill, newsmill, processes_of
from tests.valkey import valkey_server

SAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A Redis and an empty database of our own, outside the service."""
    with ExitStack() as stack:
        redis_server = stack.enter_context(valkey_server(tmp_path_factory.mktemp("redis")))
        database = stack.enter_context(fresh_database(stack.enter_context(postgres_server()).url))
        yield {"NEWSMILL_REDIS_URL": redis_server.url, "NEWSMILL_STORE_URL": database}


def test_up_uses_the_redis_and_the_database_that_are_named(settings: dict[str, str], tmp_path: Path) -> None:
    with newsmill(tmp_path / "data", settings) as service:
        assert not any("valkey-server" in command for command in processes_of(service.folder).values())
        ends = service.json("enqueue", "--wait", "--json", str(SAMPLES / "articles.jsonl"), str(SAMPLES / "articles"))
        assert {end["outcome"] for end in ends} == {"stored"}
        assert service.json("search", "--json", "--text", "glacier microbes")
        assert service.json("search", "--json", "--entity", "Calder Maritime Association")
        [record] = service.json("show", "--json", ends[0]["article_id"])
        assert record["text"]
        [status] = service.json("status", "--json")
        assert (status["balanced"], status["unfinished"]) == (True, 0)
        assert service.run("forget", "--yes", ends[0]["article_id"]).returncode == 0
    assert not (tmp_path / "data" / "newsmill.db").exists()


def test_every_process_of_the_compose_file_runs_by_its_own_command(settings: dict[str, str], tmp_path: Path) -> None:
    service = Newsmill(tmp_path / "data", {**settings, "NEWSMILL_LOG_FORMAT": "json"})
    assert service.run("migrate").returncode == 0
    log = (tmp_path / "log").open("w+", encoding="utf-8")
    commands = [["dispatcher"], *(["worker", stage] for stage in ("cleanup", "entities", "topics", "settle"))]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "workers.cli", *command],
            env=service.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        for command in commands
    ]
    try:
        line = json.dumps({"id": "urn:test:compose", "body": {"value": "The council of Ostra voted on Monday. " * 5}})
        [end] = service.json("enqueue", "--wait", "--timeout", "90", "--json", "-", stdin=line.encode())
        assert end["outcome"] == "stored"
        roles = ("dispatcher", "cleanup", "entities", "topics", "settle")
        assert [service.run("healthcheck", role).returncode for role in roles] == [0] * 5
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        ended = [process.wait(60) for process in processes]
    assert ended == [0] * 5
    with log:
        log.seek(0)
        lines = [json.loads(line) for line in log]
    assert {"level", "logger", "event", "timestamp"} <= set.intersection(*(set(line) for line in lines))
    assert not [line for line in lines if line["level"] != "info"], "a healthy service warns of nothing"
    assert sum(line["event"] == "worker ended" for line in lines) == 3
