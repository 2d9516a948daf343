"""Retention goes on after whatever ended one round of it."""

import threading
from pathlib import Path

import pytest
import redis

from config.settings import Settings
from newsmill.errors import Transient
from workers.queue import retention


class FailingStore:
    """A store that fails each time in another way, and then stops the retention."""

    def __init__(self, errors: list[Exception], stopping: threading.Event) -> None:
        self.errors = errors
        self.stopping = stopping

    def purge(self, *_: object) -> None:
        if len(self.errors) == 1:
            self.stopping.set()
        raise self.errors.pop(0)


def test_no_error_ends_retention_for_good(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(retention, "EVERY_SECONDS", 0.001)
    stopping = threading.Event()
    errors = [Transient("away"), redis.ReadOnlyError("a replica"), redis.ResponseError("MISCONF"), KeyError("a fault")]
    store = FailingStore(errors, stopping)
    thread = retention.start(store, object(), Settings(), stopping)  # type: ignore[arg-type]  # fakes
    thread.join(10)
    assert not thread.is_alive()
    assert errors == []
