"""The client: enqueue articles and hear when they are finished. Synchronous and asynchronous, the same in both.

A producer in another language needs none of this: XADD newsmill:incoming * article '<JSON>' accepts an article.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import orjson
from redis.exceptions import NoPermissionError, NoScriptError, OutOfMemoryError

from workers.article import Article, parse_article
from workers.errors import Rejected, Transient
from workers.finished import Finished, Receipt, Wait, last_event, read_events
from workers.queue.connect import connect, connect_async
from workers.queue.keys import EVENTS, INCOMING
from workers.queue.ledger import script_text

ROOM_SECONDS = 0.25  # between two looks for room in a full queue
BLOCK_MS = 1000  # between two looks at the clock while waiting for events


class QueueFull(Transient):
    """The queue is at its limit; the article was not accepted. Send it again when the workers have caught up."""


@dataclass(frozen=True)
class Limits:
    """When accept refuses. The same numbers as in the settings `queue.…` of the service."""

    max_entries: int = 100_000
    max_bytes: int = 512 * 2**20
    max_article_bytes: int = 2 * 2**20


def encode(article: Article | Mapping[str, Any] | bytes | str, limits: Limits) -> tuple[bytes, str]:
    """The JSON of an article, checked against the contract, and its id. Raises Rejected with the reason."""
    match article:
        case Article():
            raw = article.to_json()
        case bytes():
            raw = article
        case str():
            raw = article.encode("utf-8", "surrogatepass")
        case _:
            try:
                raw = orjson.dumps(dict(article))
            except (TypeError, orjson.JSONEncodeError) as error:
                raise Rejected(f"not an article that JSON can hold: {error}") from None
    if len(raw) > limits.max_article_bytes:
        raise Rejected(f"the article has {len(raw):,} bytes, the limit is {limits.max_article_bytes:,}")
    return raw, parse_article(raw).article_id


def _receipt(answer: list[Any] | Exception, article_id: str, limits: Limits) -> Receipt:
    if isinstance(answer, OutOfMemoryError):
        raise QueueFull(
            f"Redis is full and takes nothing more until articles are finished ({answer}); "
            "keep its maxmemory above twice the queue's limit of bytes"
        )
    if isinstance(answer, Exception):
        raise answer
    if answer[0]:
        return Receipt(answer[0].decode(), article_id)
    entries, size = answer[1], answer[2]
    raise QueueFull(
        f"the queue is at its limit: {entries:,} of {limits.max_entries:,} articles, about {size:,} of "
        f"{limits.max_bytes:,} bytes are accepted and unfinished"
    )


def _accept_args(raw: bytes, limits: Limits) -> list[Any]:
    return [limits.max_entries, limits.max_bytes, raw]


class Client:
    """Synchronous client. `redis_url` as in the setting `redis.url`; Redis being away raises redis.ConnectionError."""

    def __init__(self, redis_url: str, limits: Limits | None = None) -> None:
        self._redis = connect(redis_url)
        self._limits = limits or Limits()
        self._accept = self._redis.register_script(script_text("accept"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._redis.close()

    def enqueue(self, article: Article | Mapping[str, Any] | bytes | str, *, wait_for_room: float = 0) -> Receipt:
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

    def enqueue_batch(
        self, articles: Sequence[Article | Mapping[str, Any] | bytes | str]
    ) -> list[Receipt | Rejected | QueueFull]:
        """Accept many articles in one round trip. The answers are in their order: a receipt, or why there is none."""
        answers: list[Receipt | Rejected | QueueFull] = []
        sent: list[tuple[int, str]] = []
        bodies: list[bytes] = []
        for article in articles:
            try:
                raw, article_id = encode(article, self._limits)
            except Rejected as error:
                answers.append(error)
                continue
            sent.append((len(answers), article_id))
            bodies.append(raw)
            answers.append(QueueFull())
        for (place, article_id), answer in zip(sent, self._ask_batch(bodies), strict=True):
            try:
                answers[place] = _receipt(answer, article_id, self._limits)
            except QueueFull as error:
                answers[place] = error
        return answers

    def _ask_batch(self, bodies: Sequence[bytes]) -> list[Any]:
        # EVALSHA by hand: redis-py's own pipelines ask SCRIPT EXISTS first, which the user `producer` may not.
        with self._redis.pipeline(transaction=False) as pipe:
            for raw in bodies:
                pipe.execute_command("EVALSHA", self._accept.sha, 1, INCOMING, *_accept_args(raw, self._limits))  # type: ignore[no-untyped-call]
            answers = pipe.execute(raise_on_error=False)
        # A Redis that was started anew does not know the script: what it did not know it did not run.
        unknown = [place for place, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:
            self._redis.script_load(self._accept.script)
            again = self._ask_batch([bodies[place] for place in unknown])
            for place, answer in zip(unknown, again, strict=True):
                answers[place] = answer
        return answers

    def _ask(self, raw: bytes, article_id: str) -> Receipt:
        try:
            answer = self._accept([INCOMING], _accept_args(raw, self._limits))
        except OutOfMemoryError as error:
            answer = error
        return _receipt(answer, article_id, self._limits)

    def events(self, after: str | None = None) -> Iterator[Finished]:
        """Every article that finishes from now on, or after this event id ("0": all that are kept), without end."""
        seen = after or last_event(self._redis.xrevrange(EVENTS, count=1))
        while True:
            for event_id, finished in read_events(self._redis.xread({EVENTS: seen}, block=BLOCK_MS)):
                seen = event_id
                yield finished

    def wait(self, receipts: Iterable[Receipt], timeout: float | None = None) -> Iterator[Finished]:
        """The end of each of these articles, as they finish. Raises TimeoutError when some are left after the time."""
        wait = Wait(receipts, timeout)
        while wait.left:
            news = self._redis.xread({EVENTS: wait.after}, count=1000, block=BLOCK_MS)
            yield from wait.read(news)
            if not news:
                try:
                    for entry in wait.to_look_up():
                        if not self._redis.xrange(INCOMING, entry, entry):
                            yield from wait.missing(entry)
                except NoPermissionError:
                    wait.may_look = False
            wait.check_time()


class AsyncClient:
    """Asynchronous client, the same as Client."""

    def __init__(self, redis_url: str, limits: Limits | None = None) -> None:
        self._redis = connect_async(redis_url)
        self._limits = limits or Limits()
        self._accept = self._redis.register_script(script_text("accept"))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._redis.aclose()

    async def enqueue(self, article: Article | Mapping[str, Any] | bytes | str, *, wait_for_room: float = 0) -> Receipt:
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

    async def _ask(self, raw: bytes, article_id: str) -> Receipt:
        try:
            answer = await self._accept([INCOMING], _accept_args(raw, self._limits))
        except OutOfMemoryError as error:
            answer = error
        return _receipt(answer, article_id, self._limits)

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
        while wait.left:
            news = await self._redis.xread({EVENTS: wait.after}, count=1000, block=BLOCK_MS)
            for finished in wait.read(news):
                yield finished
            if not news:
                try:
                    for entry in wait.to_look_up():
                        if not await self._redis.xrange(INCOMING, entry, entry):
                            for finished in wait.missing(entry):
                                yield finished
                except NoPermissionError:
                    wait.may_look = False
            wait.check_time()
