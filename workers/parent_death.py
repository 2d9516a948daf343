"""A child process that dies with its parent, however the parent dies (Linux PR_SET_PDEATHSIG)."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import IO

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True)  # loaded here: between fork and exec nothing new may be


def die_with_parent() -> None:
    """Ask the kernel to kill the calling process when its parent ends. Does nothing where the kernel is not Linux."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def start(
    command: Sequence[str], *, output: IO[bytes] | None = None, environment: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """Start a process that dies with this one, in a session of its own: a Ctrl-C reaches this process alone.

    `output` takes what it prints; without it that goes where our own messages go. Call it from the main thread: the
    kernel takes the end of the starting thread for the end of the parent.
    """
    return subprocess.Popen(  # noqa: S603  # commands are our own
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output or sys.stderr,
        stderr=output or sys.stderr,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509  # one call into a library that is loaded already
    )
