"""What the supervisor of `newsmill up` says when a process ends."""

import os
import sys
import time
from pathlib import Path

from structlog.testing import capture_logs

from workers.local import Child


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
