"""Which messages a worker holds, noted in Redis: seldom, and still so that none is forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from workers.queue import notes
from workers.queue.notes import QoS

MESSAGE = SimpleNamespace(_raw={"body": "b"}, delivery_info={"exchange": "", "routing_key": "cleanup"})


class Channel:
    """What the notes ask of a channel."""

    unacked_key, unacked_index_key, unacked_mutex_key = "unacked", "unacked_index", "unacked_mutex"
    unacked_mutex_expire, visibility_timeout = 300, 60
    do_restore = False

    def __init__(self, client: "redis.Redis") -> None:
        self.client = client
        self.away = False

    @contextmanager
    def conn_or_acquire(self, client: object = None) -> Iterator["redis.Redis"]:
        if self.away:
            raise redis.ConnectionError("away")
        yield self.client


@pytest.fixture
def channel(client: "redis.Redis") -> Channel:
    return Channel(client)


@pytest.fixture
def qos(channel: Channel) -> Any:
    return QoS(channel, prefetch_count=4)


def noted(channel: Channel) -> set[bytes]:
    held = set(channel.client.hkeys("unacked"))
    assert held == set(channel.client.zrange("unacked_index", 0, -1))
    return held


def test_a_message_is_noted_when_it_is_given_and_taken_out_with_the_next(channel: Channel, qos: Any) -> None:
    qos.append(MESSAGE, "a")
    assert noted(channel) == {b"a"}
    qos.ack("a")
    qos.append(MESSAGE, "b")
    assert noted(channel) == {b"b"}
    assert len(qos._delivered) - len(qos._dirty) == 1


def test_what_was_noted_is_taken_out_when_it_is_done(channel: Channel, qos: Any) -> None:
    qos.append(MESSAGE, "a")
    qos.note()
    qos.ack("a")
    qos.note()
    assert noted(channel) == set()


def test_what_is_done_is_taken_out_in_time_when_nothing_more_is_given(
    channel: Channel, qos: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    qos.append(MESSAGE, "a")
    monkeypatch.setattr(notes, "NOTE_SECONDS", 0.0)
    qos.ack("a")
    assert noted(channel) == set()


def test_a_note_that_failed_is_written_with_the_next(channel: Channel, qos: Any) -> None:
    qos.append(MESSAGE, "a")
    qos.note()
    qos.ack("a")
    channel.away = True
    with pytest.raises(redis.ConnectionError):
        qos.append(MESSAGE, "b")
    channel.away = False
    qos.restore_visible()
    assert noted(channel) == {b"b"}


def test_a_channel_that_closes_notes_what_is_done(channel: Channel, qos: Any) -> None:
    qos.append(MESSAGE, "a")
    qos.note()
    qos.ack("a")
    qos.restore_unacked_once()
    assert noted(channel) == set()
