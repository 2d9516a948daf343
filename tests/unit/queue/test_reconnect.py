"""The pauses of a worker that lost Redis do not grow; and the test that says when workers/queue/reconnect.py can go."""

import inspect
from typing import Any

import pytest
from kombu.connection import Connection

from config.settings import Settings
from workers.queue.app import create_app


def test_a_worker_looks_for_redis_every_second(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[dict[str, Any]] = []
    monkeypatch.setattr(Connection, "_ensure_connection", lambda *_, **options: waited.append(options))
    connection = create_app("redis://127.0.0.1:1/0", Settings()).connection_for_read()
    connection.ensure_connection(None, 7, callback=None)
    assert [(w["interval_start"], w["interval_step"], w["interval_max"]) for w in waited] == [(1, 0, 1)]


def test_kombus_own_pauses_still_grow() -> None:
    # When this fails, look whether Celery has a setting for them by now: then workers/queue/reconnect.py can go.
    defaults = inspect.signature(Connection._ensure_connection).parameters
    assert (defaults["interval_step"].default, defaults["interval_max"].default) == (2, 30)
