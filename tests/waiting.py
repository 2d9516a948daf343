"""Waiting for what must come in the end."""

import time
from collections.abc import Callable

_STEP_SECONDS = 0.05
_LONGEST_STEP = 0.25  # what one look counts at most: while a machine stands still nothing can come, and nothing is late


def wait_for(condition: Callable[[], bool], seconds: float, what: str | Callable[[], str]) -> None:
    """Wait until it holds; a bound on liveness, not on speed: only seconds count in which it was looked for."""
    waited = 0.0
    looked = time.monotonic()
    while not condition():
        if waited > seconds:
            raise AssertionError(what if isinstance(what, str) else what())
        time.sleep(_STEP_SECONDS)
        now = time.monotonic()
        waited += min(now - looked, _LONGEST_STEP)
        looked = now
