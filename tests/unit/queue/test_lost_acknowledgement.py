"""A message whose acknowledgement fails frees its place; and the test that says when our QoS can go."""

from typing import Any

import pytest
from kombu.transport import redis as kombu_redis
from redis.exceptions import ConnectionError as RedisConnectionError

from workers.queue import notes
from workers.queue.notes import QoS
from workers.queue.transport import Channel


class LostChannel:
    """A channel whose Redis is away."""

    do_restore = False

    def conn_or_acquire(self, client: object = None) -> Any:
        raise RedisConnectionError("away")


def full(kind: type[kombu_redis.QoS]) -> Any:
    """A worker's count with one message prefetched, which is all it may."""
    qos: Any = kind(LostChannel(), prefetch_count=1)
    qos._delivered["tag"] = object()
    assert not qos.can_consume()
    return qos


@pytest.mark.parametrize("how", ["ack", "reject"])
def test_a_worker_asks_for_work_again_after_an_acknowledgement_that_failed(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "NOTE_SECONDS", 0.0)
    qos = full(QoS)
    with pytest.raises(RedisConnectionError):
        getattr(qos, how)("tag")
    assert qos.can_consume()


def test_the_channel_counts_so() -> None:
    assert Channel.QoS is QoS


def test_kombu_still_loses_the_place() -> None:
    # When this fails, kombu frees the place itself: take that half out of workers/queue/notes.py.
    qos = full(kombu_redis.QoS)
    with pytest.raises(RedisConnectionError):
        qos.ack("tag")
    assert not qos.can_consume()
