"""The soft time limit of one stage within a task that runs several: Celery's own covers the task as a whole."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from billiard.exceptions import SoftTimeLimitExceeded


@contextmanager
def soft_limit(seconds: float) -> Iterator[None]:
    """Raise SoftTimeLimitExceeded in what runs longer, as Celery does; main thread only. What is in a C library does
    not hear it: then Celery's hard limit ends the process."""
    before = signal.signal(signal.SIGALRM, _raise)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _raise(*_: object) -> None:
    raise SoftTimeLimitExceeded
