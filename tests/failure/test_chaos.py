"""A short chaos run: every kind of process killed, stopped or terminated once, while articles and poison flow."""

import subprocess
import sys
from pathlib import Path

CHAOS = Path(__file__).resolve().parents[2] / "benchmarks" / "chaos.py"


def test_the_books_hold_after_every_kind_of_kill() -> None:
    asked = ["--cheap", "--articles", "300", "--seconds", "32", "--kills", "16", "--poison", "3", "--seed", "7"]
    done = subprocess.run([sys.executable, CHAOS, *asked], capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-3000:]
