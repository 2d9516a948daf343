"""What both clients share about accepting: its limits, an article's JSON, and the meaning of Redis's answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from redis.exceptions import NoScriptError, OutOfMemoryError

from newsmill.article import Article, parse_article
from newsmill.client.finished import Receipt
from newsmill.client.streams import INCOMING
from newsmill.errors import Rejected, Transient

ROOM_SECONDS = 0.25  # between two looks for room in a full queue

Sendable = Article | Mapping[str, Any] | bytes | str  # an article, a mapping, or its JSON


class QueueFull(Transient):
    """The queue is at its limit; the article was not accepted. Send it again when the workers have caught up."""


@dataclass(frozen=True)
class Limits:
    """When accept refuses. The same numbers as in the settings `queue.…` of the service."""

    max_entries: int = 100_000
    max_bytes: int = 512 * 2**20
    max_article_bytes: int = 2 * 2**20


def encode(article: Sendable, limits: Limits) -> tuple[bytes, str]:
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


def accept_args(raw: bytes, limits: Limits) -> list[Any]:
    """The arguments of the script `accept`."""
    return [limits.max_entries, limits.max_bytes, raw]


def receipt_of(answer: list[Any] | Exception, article_id: str, limits: Limits) -> Receipt:
    """What the script answered. Raises QueueFull when there is no room, and any other error as it is."""
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


class Batch:
    """Articles to accept together. What breaks the contract is answered at once; the rest is asked of Redis."""

    def __init__(self, articles: Iterable[Sendable], limits: Limits) -> None:
        self._limits = limits
        self._answers: dict[int, Receipt | Rejected | QueueFull] = {}
        self._asked: dict[int, tuple[bytes, str]] = {}  # JSON and id, by the article's place
        for place, article in enumerate(articles):
            try:
                self._asked[place] = encode(article, limits)
            except Rejected as error:
                self._answers[place] = error

    def commands(self, sha: str) -> list[list[Any]]:
        """A command for each article that is not answered yet, for one round trip.

        EVALSHA by hand: redis-py's own pipelines ask SCRIPT EXISTS first, which the user `producer` may not.
        """
        return [["EVALSHA", sha, 1, INCOMING, *accept_args(raw, self._limits)] for raw, _ in self._asked.values()]

    def note(self, answers: Sequence[Any]) -> bool:
        """Note the answers to these commands. Returns whether all are answered: a Redis that was started anew does not
        know the script, and what it did not know it did not run."""
        asked, self._asked = self._asked, {}
        for (place, (raw, article_id)), answer in zip(asked.items(), answers, strict=True):
            if isinstance(answer, NoScriptError):
                self._asked[place] = raw, article_id
                continue
            try:
                self._answers[place] = receipt_of(answer, article_id, self._limits)
            except QueueFull as error:
                self._answers[place] = error
        return not self._asked

    def answers(self) -> list[Receipt | Rejected | QueueFull]:
        """A receipt, or why there is none, in the order of the articles."""
        return [answer for _, answer in sorted(self._answers.items())]
