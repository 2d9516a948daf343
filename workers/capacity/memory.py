"""How much memory the calling process holds, in MiB."""

import re
import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")
_SMAPS = Path("/proc/self/smaps_rollup")


def peak_mb() -> float:
    """The most that was resident at once.

    Linux knows it of this program alone. Elsewhere it is getrusage's number, which a child takes over from its parent
    and keeps when it starts another program: right for a process that was started by a smaller one.
    """
    if _STATUS.exists():
        return _kilobytes(r"^VmHWM:\s+(\d+) kB", _STATUS) / 1024
    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found / 2**20 if sys.platform == "darwin" else found / 1024


def private_mb() -> float:
    """What no other process shares. Linux alone tells."""
    return _kilobytes(r"^Private_\w+:\s+(\d+) kB", _SMAPS) / 1024


def _kilobytes(pattern: str, path: Path) -> int:
    return sum(map(int, re.findall(pattern, path.read_text(encoding="ascii", errors="replace"), re.MULTILINE)))
