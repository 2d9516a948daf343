"""The PostgreSQL of the tests leaves nothing running, even when the test process is killed."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

STARTED = """
from tests.postgres import postgres_server
with postgres_server() as server:
    print(server.process.pid, server.data.parent, flush=True)
    input()
"""


def test_the_server_dies_with_a_killed_test() -> None:
    root = Path(__file__).parents[3]
    test = subprocess.Popen(
        [sys.executable, "-c", STARTED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert test.stdout is not None
    assert test.stdin is not None
    pid, folder = test.stdout.readline().split()
    server = int(pid)
    assert _runs(server)

    test.kill()
    test.wait()
    test.stdout.close()
    test.stdin.close()
    deadline = time.monotonic() + 30
    while _runs(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    shutil.rmtree(folder)
    assert not _runs(server)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
