"""A worker that fails ends at once; one that is asked to stop ends in order."""

import os
from contextlib import suppress
from typing import Any

import pytest
from celery.apps.worker import Worker
from celery.platforms import EX_FAILURE

from workers.queue.fail_fast import FailFastWorker


@pytest.mark.parametrize(
    ("code", "ended", "stopped"), [(EX_FAILURE, [EX_FAILURE], []), (0, [], [0]), (None, [], [None])]
)
def test_it_waits_for_nobody_when_it_fails(
    monkeypatch: pytest.MonkeyPatch, code: int | None, ended: list[int], stopped: list[int | None]
) -> None:
    exits: list[int] = []
    stops: list[int | None] = []

    def leave(code: int) -> None:
        exits.append(code)
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(Worker, "stop", lambda _self, _in_sighandler, code: stops.append(code))
    worker: Any = object.__new__(FailFastWorker)
    with suppress(SystemExit):
        worker.stop(exitcode=code)
    assert (exits, stops) == (ended, stopped)
