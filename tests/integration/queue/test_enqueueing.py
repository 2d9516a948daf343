"""`newsmill enqueue` at the end of a pipe: articles are accepted as they come, and an end before the end is told."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import redis

from tests.service import Newsmill
from tests.valkey import Valkey
from workers.queue import keys


def line(number: int, words: int = 5) -> bytes:
    return json.dumps({"id": f"urn:x:{number}", "body": {"value": "rain " * words}}).encode() + b"\n"


def test_a_line_is_accepted_when_it_comes_and_ctrl_c_tells_how_many_were(
    valkey: Valkey, client: "redis.Redis", tmp_path: Path
) -> None:
    environment = Newsmill(tmp_path / "data", {"NEWSMILL_REDIS_URL": valkey.url}).environment
    command = [sys.executable, "-m", "workers.cli", "enqueue", "-"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        for number in (1, 2):
            process.stdin.write(line(number))
            process.stdin.flush()
            deadline = time.monotonic() + 60
            while client.xlen(keys.INCOMING) < number:
                assert time.monotonic() < deadline, "it waits for more"
                time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert b"2 were accepted and will be processed" in process.stderr.read()
    assert process.returncode == 130


def test_lines_longer_than_a_pipe_and_one_without_an_end_arrive_whole(
    valkey: Valkey, client: "redis.Redis", tmp_path: Path
) -> None:
    service = Newsmill(tmp_path / "data", {"NEWSMILL_REDIS_URL": valkey.url})
    lines = [line(1, 100_000), b"\n", line(2), line(3, 50_000).rstrip()]
    done = service.run("enqueue", "-", stdin=b"".join(lines))
    assert (done.returncode, done.stderr.strip()) == (0, "3 accepted, 0 refused")
    accepted = [fields[b"article"] for _, fields in client.xrange(keys.INCOMING)]
    assert accepted == [part.strip() for part in lines if part.strip()]
