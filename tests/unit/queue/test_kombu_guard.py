"""The guard around kombu's fault, and the test that says when it can go."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from kombu.transport.redis import Channel
from redis.exceptions import ConnectionError as RedisConnectionError

from workers.queue import kombu_guard


@pytest.fixture
def torn_down() -> Any:
    """A channel at the moment when its transport's client is gone."""
    return SimpleNamespace(connection=SimpleNamespace(client=None))


def test_a_channel_without_a_client_is_a_lost_connection(torn_down: Any) -> None:
    kombu_guard.install()
    with pytest.raises(RedisConnectionError, match="being torn down"):
        Channel._connparams(torn_down)


def test_kombu_still_needs_the_guard(torn_down: Any) -> None:
    # When this fails, kombu handles a torn-down connection itself: delete workers/queue/kombu_guard.py.
    kombu_guard.install()
    unguarded = cast("Any", Channel._connparams).__closure__[0].cell_contents
    with pytest.raises(AttributeError, match="hostname"):
        unguarded(torn_down)


def test_installing_twice_guards_once() -> None:
    kombu_guard.install()
    once = Channel._connparams
    kombu_guard.install()
    assert Channel._connparams is once
