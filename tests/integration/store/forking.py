"""Work done in forked children of the test, which may be killed."""

import json
import os
import signal
from collections.abc import Callable, Sequence
from typing import Any


def in_children(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the jobs at the same time, each in a child; gives what they return (through JSON).

    Raises RuntimeError when one raises. A job that kills its own process gives None.
    """
    running = [_start(job) for job in jobs]
    answers: list[Any] = []
    for pid, pipe in running:
        with os.fdopen(pipe, "rb") as told:
            text = told.read()
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            answers.append(None)
        elif os.waitstatus_to_exitcode(status) == 0:
            answers.append(json.loads(text))
        else:
            raise RuntimeError(f"a child failed: {text.decode()}")
    return answers


def _start(job: Callable[[], Any]) -> tuple[int, int]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    status = 1
    try:
        text = json.dumps(job())
        status = 0
    except BaseException as error:
        text = repr(error)
    os.write(writing, text.encode())
    os._exit(status)
