"""The client: enqueue articles and hear when they are finished. asynchronous.py has the same calls to await.

A producer in another language needs none of this: XADD newsmill:incoming * article '<JSON>' accepts an article.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Self

from redis.exceptions import NoPermissionError, OutOfMemoryError

from newsmill.client.accepting import ROOM_SECONDS, Batch, Limits, QueueFull, Sendable, accept_args, encode, receipt_of
from newsmill.client.connect import connect
from newsmill.client.finished import BLOCK_MS, MOST, Finished, Receipt, Wait, last_event, read_events
from newsmill.client.streams import EVENTS, INCOMING, accept_script
from newsmill.errors import Rejected


class Client:
    """Synchronous client. `redis_url` as in the setting `redis.url`; Redis being away raises redis.ConnectionError."""

    def __init__(self, redis_url: str, limits: Limits | None = None) -> None:
        self._redis = connect(redis_url)
        self._limits = limits or Limits()
        self._accept = self._redis.register_script(accept_script())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._redis.close()

    def enqueue(self, article: Sendable, *, wait_for_room: float = 0) -> Receipt:
        """Accept one article: an Article, a mapping, or its JSON.

        Raises Rejected when it breaks the contract, QueueFull when there is no room within `wait_for_room` seconds.
        """
        raw, article_id = encode(article, self._limits)
        deadline = time.monotonic() + wait_for_room
        while True:
            try:
                return self._ask(raw, article_id)
            except QueueFull:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(ROOM_SECONDS)

    def enqueue_batch(self, articles: Iterable[Sendable]) -> list[Receipt | Rejected | QueueFull]:
        """Accept many articles in one round trip. The answers are in their order: a receipt, or why there is none."""
        batch = Batch(articles, self._limits)
        while commands := batch.commands(self._accept.sha):
            with self._redis.pipeline(transaction=False) as pipe:
                for command in commands:
                    pipe.execute_command(*command)  # type: ignore[no-untyped-call]
                answers = pipe.execute(raise_on_error=False)
            if not batch.note(answers):
                self._redis.script_load(self._accept.script)
        return batch.answers()

    def _ask(self, raw: bytes, article_id: str) -> Receipt:
        try:
            answer = self._accept([INCOMING], accept_args(raw, self._limits))
        except OutOfMemoryError as error:
            answer = error
        return receipt_of(answer, article_id, self._limits)

    def events(self, after: str | None = None) -> Iterator[Finished]:
        """Every article that finishes from now on, or after the event of this id ("0": all that are kept), without end.

        Keep `Finished.event` of the last one that you have dealt with, and go on behind it after a restart.
        """
        seen = after or last_event(self._redis.xrevrange(EVENTS, count=1))
        while True:
            for event_id, finished in read_events(self._redis.xread({EVENTS: seen}, block=BLOCK_MS)):
                seen = event_id
                yield finished

    def wait(self, receipts: Iterable[Receipt], timeout: float | None = None) -> Iterator[Finished]:
        """The end of each of these articles, as they finish. Raises TimeoutError when some are left after the time."""
        wait = Wait(receipts, timeout)
        yield from wait.begin(self._redis.xrevrange(EVENTS, count=wait.newest))
        while wait.left:
            news = self._redis.xread({EVENTS: wait.after}, count=MOST, block=BLOCK_MS)
            yield from wait.read(news)
            try:
                for entry in wait.to_look_up():
                    if not self._redis.xrange(INCOMING, entry, entry):
                        yield from wait.missing(entry)
            except NoPermissionError:
                wait.may_look = False
            wait.check_time()
