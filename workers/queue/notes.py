"""Which messages a worker holds: each is noted in Redis when it is given, what is done is taken out with the next.

Kombu notes a message in one transaction and takes it out in another when its task is done, which were 40 % of the CPU
time of a worker's parent process. Here both go in one. A message that is done and still noted comes back at worst, and
the ledger drops it; one that is given is noted at once, so a killed worker's come back after the visibility timeout.
"""

from contextlib import suppress
from time import monotonic, time
from typing import Any

import redis
from kombu.transport import redis as kombu_redis
from kombu.transport import virtual
from kombu.utils.json import dumps

NOTE_SECONDS = 0.2


class QoS(kombu_redis.QoS):
    """Kombu's, with its notes put together, and where a message whose acknowledgement fails frees its place.

    Kombu 5.7.0 counts such a message for ever: a worker that ends as many tasks as it may prefetch while Redis is away
    never asks for work again, though it lives.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]
        self._given: dict[str, tuple[float, str]] = {}  # since the last note: when, and the message
        self._done: list[str] = []  # noted, and done since
        self._noted_at = monotonic()

    def append(self, message: Any, delivery_tag: str) -> None:
        """A message was given to this worker."""
        address = message.delivery_info
        content = dumps([message._raw, address["exchange"], address["routing_key"]])  # type: ignore[no-untyped-call]
        self._given[delivery_tag] = (time(), content)
        virtual.QoS.append(self, message, delivery_tag)  # type: ignore[no-untyped-call]
        self.note()

    def ack(self, delivery_tag: str) -> None:
        """Its task is done."""
        if self._given.pop(delivery_tag, None) is None:
            self._done.append(delivery_tag)
        virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]
        self._note_now_and_then()

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """It is given back, or dropped."""
        try:
            self.note()
            super().reject(delivery_tag, requeue)  # type: ignore[no-untyped-call]
        finally:
            self._quick_ack(delivery_tag)

    def restore_unacked(self, client: Any = None) -> None:
        """All are given back: the worker ends."""
        self.note()
        super().restore_unacked(client)  # type: ignore[no-untyped-call]

    def restore_unacked_once(self, stderr: Any = None) -> None:
        """The channel closes."""
        with suppress(redis.RedisError, OSError):  # away: then the ledger drops what is sent again
            self.note()
        super().restore_unacked_once(stderr)  # type: ignore[no-untyped-call]

    def restore_visible(self, *args: Any, **options: Any) -> None:
        """Called every few seconds, also while no message comes."""
        self.note()
        super().restore_visible(*args, **options)  # type: ignore[no-untyped-call]

    def note(self) -> None:
        """Write what is held and what is done into Redis, in one round trip."""
        self._noted_at = monotonic()
        if not self._given and not self._done:
            return
        with self.channel.conn_or_acquire() as client, client.pipeline() as pipe:
            if self._given:
                pipe.zadd(self.unacked_index_key, {tag: at for tag, (at, _) in self._given.items()})
                pipe.hset(self.unacked_key, mapping={tag: content for tag, (_, content) in self._given.items()})
            if self._done:
                pipe.zrem(self.unacked_index_key, *self._done)
                pipe.hdel(self.unacked_key, *self._done)
            pipe.execute()
        self._given.clear()
        self._done.clear()

    def _note_now_and_then(self) -> None:
        if monotonic() - self._noted_at >= NOTE_SECONDS:
            self.note()
