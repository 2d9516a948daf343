"""Which processes there are, as /proc tells it."""

from contextlib import suppress
from pathlib import Path


def state_of(pid: int) -> str | None:
    """The letter of a process's state, such as Z for one that has ended; None when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return None


def children_of(pid: int) -> list[int]:
    """The living child processes of a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent, *_ = stat.read_text().rpartition(")")[2].split()
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found
