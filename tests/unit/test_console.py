"""What a command says of trouble with Redis: what is wrong, and what to do about it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from typer.testing import CliRunner

from workers.cli import app
from workers.cli.console import redis_trouble


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (redis.AuthenticationError("invalid password."), "see NEWSMILL_REDIS_USERNAME and NEWSMILL_REDIS_PASSWORD"),
        (redis.exceptions.NoPermissionError("no permissions"), "config/redis-acl.conf lists who may"),
        (redis.BusyLoadingError("loading"), "try again in a moment"),
        (redis.ConnectionError("Error 111."), "Redis cannot be reached (Error 111); start it, or correct"),
        (redis.TimeoutError("Timeout"), "start it, or correct NEWSMILL_REDIS_URL"),
        (redis.ResponseError("MISCONF disk"), "Redis answered unexpectedly: MISCONF disk"),
    ],
)
def test_trouble_with_redis_says_what_to_do(error: redis.RedisError, sentence: str) -> None:
    assert sentence in redis_trouble(error)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["schema", "page"], "Invalid value for 'which': 'page' is not one of 'article', 'result', 'event'."),
        (["dead", "show", "x"], "Invalid value for 'number': must be a valid integer"),
        (["search", "--limit", "0"], "Invalid value for '--limit': must be greater than or equal to 1"),
    ],
)
def test_a_wrong_argument_is_told_in_a_sentence(words: list[str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert said in done.output


def test_ctrl_c_while_it_is_imported_ends_it_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n", encoding="utf-8")
    command = [sys.executable, "-c", "from workers.command import main; main()", "--version"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")
