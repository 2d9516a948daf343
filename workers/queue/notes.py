"""Which messages a worker holds, noted in Redis a few times a second instead of at each message.

Kombu writes a message that it was given into `unacked` at once and takes it out when its task is done, a transaction
each: of the CPU time of a worker's parent process that was 40 %. Most messages are done before a note of them would be
written here. A worker that is killed takes along what it was given since the last note, as Kombu's takes along what it
has popped and not yet noted; the ledger sends all of it again (docs/architecture.md, "When something dies").
"""

from contextlib import suppress
from time import monotonic, time
from typing import Any

import redis
from kombu.asynchronous import get_event_loop
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
        if not self._given and (loop := get_event_loop()) is not None:
            loop.call_later(NOTE_SECONDS, self._note_what_waits)  # also when nothing else happens till then
        self._given[delivery_tag] = (time(), content)
        virtual.QoS.append(self, message, delivery_tag)  # type: ignore[no-untyped-call]
        self._note_now_and_then()

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

    def _note_what_waits(self) -> None:
        with suppress(redis.RedisError, OSError):  # the next note has it
            self.note()

    def _note_now_and_then(self) -> None:
        if monotonic() - self._noted_at >= NOTE_SECONDS:
            self.note()
