"""What a process holds is its own, whatever its parent held."""

import subprocess
import sys

LARGE = 300  # MB

CHILD = "from workers.capacity.memory import peak_mb, private_mb; print(peak_mb(), private_mb())"
PARENT = f"""
import subprocess, sys
held = bytearray(b"x") * ({LARGE} * 2**20)
subprocess.run([sys.executable, "-c", {CHILD!r}], check=True)
from workers.capacity.memory import peak_mb, private_mb
print(peak_mb(), private_mb())
"""


def test_a_program_does_not_count_what_its_parent_held() -> None:
    done = subprocess.run([sys.executable, "-c", PARENT], check=True, capture_output=True, text=True)
    child, parent = (list(map(float, line.split())) for line in done.stdout.splitlines())
    assert min(parent) > LARGE
    assert max(child) < LARGE / 2
    assert child[0] > 5
