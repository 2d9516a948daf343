"""CPU time and memory of whole process trees, read from /proc: CPU time holds while other programs run. Linux only."""

import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 4.0  # between two looks at the memory: a look costs some milliseconds of CPU
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """One variant's way through the articles."""

    seconds: float  # wall time, first article sent to last result kept
    cpu_seconds: float  # of every process that took part
    articles: int
    peak_mb: float = 0.0  # proportional set size of every process, the largest seen
    redis_bytes: float = 0.0  # to and from Redis, an article
    redis_mb: float = 0.0  # Redis's own memory after the last article was sent, less that before the first
    others: float = 0.0  # share of the cores that other programs, and other machines on the same ones, took meanwhile

    @property
    def per_second(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds an article."""
        return 1000 * self.cpu_seconds / self.articles


class Others:
    """What programs beside the measured ones take of this machine's cores, from making it to asking."""

    def __init__(self) -> None:
        self._busy, self._start = machine_seconds(), time.monotonic()

    def share(self, measured_cpu_seconds: float) -> float:
        """0 when the measured processes had the machine for themselves."""
        passed = (time.monotonic() - self._start) * (os.cpu_count() or 1)
        return max(0.0, machine_seconds() - self._busy - measured_cpu_seconds) / passed


class Peak:
    """The largest memory of these trees, looked at now and then while the block runs."""

    def __init__(self, roots: Iterable[int]) -> None:
        self._roots = list(roots)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.mb = 0.0

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self.mb = max(self.mb, memory_mb(self._roots))


def tree(roots: Iterable[int]) -> list[int]:
    """These processes and all that descend from them."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = _fields(stat)
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = list(roots)
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """CPU time that these trees have used, with that of children which ended."""
    total = 0
    for pid in tree(roots):
        try:
            total += sum(int(field) for field in _fields(Path(f"/proc/{pid}/stat"))[11:15])
        except OSError:
            continue
    return total / TICKS


def machine_seconds() -> float:
    """CPU time that everything on this machine has used, with what its host gave to others (steal)."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / TICKS


def memory_mb(roots: Iterable[int]) -> float:
    """Memory of these trees, what processes share counted once (proportional set size)."""
    total = 0
    for pid in tree(roots):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _fields(stat: Path) -> list[str]:
    """The fields after the command's name: state, parent, …"""
    return stat.read_text().rpartition(")")[2].split()
