"""The asynchronous client: the calls of sync.py, to await."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import Self

from redis.exceptions import NoPermissionError, OutOfMemoryError

from newsmill.client.accepting import ROOM_SECONDS, Batch, Limits, QueueFull, Sendable, accept_args, encode, receipt_of
from newsmill.client.connect import connect_async
from newsmill.client.finished import BLOCK_MS, MOST, Finished, Receipt, Wait, last_event, read_events
from newsmill.client.streams import EVENTS, INCOMING, accept_script
from newsmill.errors import Rejected


class AsyncClient:
    """Asynchronous client, the same as Client."""

    def __init__(self, redis_url: str, limits: Limits | None = None) -> None:
        self._redis = connect_async(redis_url)
        self._limits = limits or Limits()
        self._accept = self._redis.register_script(accept_script())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._redis.aclose()

    async def enqueue(self, article: Sendable, *, wait_for_room: float = 0) -> Receipt:
        """Accept one article; see Client.enqueue."""
        raw, article_id = encode(article, self._limits)
        deadline = time.monotonic() + wait_for_room
        while True:
            try:
                return await self._ask(raw, article_id)
            except QueueFull:
                if time.monotonic() >= deadline:
                    raise
                await asyncio.sleep(ROOM_SECONDS)

    async def enqueue_batch(self, articles: Iterable[Sendable]) -> list[Receipt | Rejected | QueueFull]:
        """Accept many articles in one round trip; see Client.enqueue_batch."""
        batch = Batch(articles, self._limits)
        while commands := batch.commands(self._accept.sha):
            async with self._redis.pipeline(transaction=False) as pipe:
                for command in commands:
                    pipe.execute_command(*command)
                answers = await pipe.execute(raise_on_error=False)
            if not batch.note(answers):
                await self._redis.script_load(self._accept.script)
        return batch.answers()

    async def _ask(self, raw: bytes, article_id: str) -> Receipt:
        try:
            answer = await self._accept([INCOMING], accept_args(raw, self._limits))
        except OutOfMemoryError as error:
            answer = error
        return receipt_of(answer, article_id, self._limits)

    async def events(self, after: str | None = None) -> AsyncIterator[Finished]:
        """Every article that finishes from now on, or after this event id; see Client.events."""
        seen = after or last_event(await self._redis.xrevrange(EVENTS, count=1))
        while True:
            for event_id, finished in read_events(await self._redis.xread({EVENTS: seen}, block=BLOCK_MS)):
                seen = event_id
                yield finished

    async def wait(self, receipts: Iterable[Receipt], timeout: float | None = None) -> AsyncIterator[Finished]:
        """The end of each of these articles, as they finish; see Client.wait."""
        wait = Wait(receipts, timeout)
        for finished in wait.begin(await self._redis.xrevrange(EVENTS, count=wait.newest)):
            yield finished
        while wait.left:
            news = await self._redis.xread({EVENTS: wait.after}, count=MOST, block=BLOCK_MS)
            for finished in wait.read(news):
                yield finished
            try:
                for entry in wait.to_look_up():
                    if not await self._redis.xrange(INCOMING, entry, entry):
                        for finished in wait.missing(entry):
                            yield finished
            except NoPermissionError:
                wait.may_look = False
            wait.check_time()
