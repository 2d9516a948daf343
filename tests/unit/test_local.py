"""The embedded service: what it logs when a process ends, and how its data folder is locked and announced."""

import fcntl
import os
import sys
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from workers.local.child import Child
from workers.local.data_folder import LOCK, RUNTIME, announce, locked, running_redis


def test_it_names_the_log_and_the_room_on_the_disk_of_a_process_that_does_not_print_why(tmp_path: Path) -> None:
    log_file = tmp_path / "valkey.log"
    child = Child("valkey", [sys.executable, "-c", "raise SystemExit(1)"], os.environ, tmp_path / "output", log_file)
    child.start()
    assert child.process is not None
    child.process.wait(60)
    with capture_logs() as said:
        child.keep_alive(time.monotonic())
    [line] = said
    assert (line["code"], line["log"]) == (1, str(log_file))
    assert isinstance(line["free_mb"], int)


def test_a_command_that_only_looks_does_not_keep_it_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / LOCK).open("w") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        monkeypatch.setattr("workers.local.data_folder.time.sleep", lambda _: fcntl.flock(looking, fcntl.LOCK_UN))
        with locked(tmp_path):
            assert running_redis(tmp_path) is None


def test_commands_never_see_half_of_where_it_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def write_half(path: Path, data: bytes) -> int:
        seen.append((tmp_path / RUNTIME).exists())
        with path.open("wb") as file:
            return file.write(data)

    monkeypatch.setattr(Path, "write_bytes", write_half)
    announce(tmp_path, "redis://127.0.0.1:6390/0")
    assert seen == [False]
    assert (tmp_path / RUNTIME).stat().st_mode & 0o777 == 0o600


def test_while_it_starts_nobody_is_sent_to_where_one_that_was_killed_served(tmp_path: Path) -> None:
    announce(tmp_path, "redis://127.0.0.1:1/0")
    with locked(tmp_path):
        assert running_redis(tmp_path) is None
