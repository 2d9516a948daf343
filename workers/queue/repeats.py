"""The same stage input under the same stamp, while remembered, is not computed again: what comes twice costs once.

What a stage made stays in one Redis hash, bounded in bytes and age (NEWSMILL_QUEUE_REPEAT_BYTES, off by default, and
…_REPEAT_SECONDS). A miss costs some 2 ms an article, a hit saves nearly all of it: worth it from about five repeats in
a hundred on (docs/choices/speed.md).
"""

import hashlib
from contextlib import suppress
from typing import cast

import redis
import structlog

from newsmill.article import Article, CleanArticle
from workers.queue.keys import REPEATS, REPEATS_ORDER
from workers.queue.ledger import script_text

log = structlog.get_logger(__name__)

# What a stage reads of its input; nothing else is handed to it, so nothing else can change what it makes.
READS = {"entities": {"headline", "published_at", "language", "text"}}
READS["topics"] = READS["entities"]


class Repeats:
    """What was made before. Trouble with Redis here is never the article's: then it is computed.

    The client must not retry: what waits here counts against the time limit of the stage.
    """

    def __init__(self, client: "redis.Redis", most_bytes: int, seconds: float) -> None:
        self._client = client
        self._away = False
        self._remember = client.register_script(script_text("remember"))
        self._bounds = (most_bytes, round(seconds))

    def recall(self, field: str) -> bytes | None:
        """What the stage made of this input before; None when it is not remembered."""
        try:
            found = cast("bytes | None", self._client.hget(REPEATS, field))
        except redis.RedisError:
            self._away = True
            return None
        self._away = False
        return found

    def remember(self, field: str, output: bytes) -> None:
        """Keep what a stage made. A full Redis forgets all of it instead: others need the room more."""
        if self._away:
            return
        try:
            self._remember(keys=[REPEATS, REPEATS_ORDER], args=[field, output, *self._bounds])
        except redis.OutOfMemoryError:
            with suppress(redis.RedisError):
                forget_repeats(self._client)
                log.warning("repeats forgotten: Redis is full")
        except redis.RedisError:
            self._away = True


def field_of(stage: str, stamp: str, made_of: Article | CleanArticle) -> str:
    """The name under which a stage's output is remembered: stage, stamp and a digest of all that the stage reads."""
    return f"{stage} {stamp} {hashlib.blake2b(made_of.to_json(), digest_size=16).hexdigest()}"


def as_read(article: Article) -> Article:
    """The article without what cleanup never reads, so that it cannot matter."""
    return article.model_copy(update={"id": None, "version": None, "meta": {}})


def as_read_later(stage: str, clean: CleanArticle) -> CleanArticle:
    """The clean article as a later stage reads it."""
    return CleanArticle.model_construct(stamp="", **{name: getattr(clean, name) for name in READS[stage]})


def forget_repeats(client: "redis.Redis") -> None:
    """Forget what stages made of all inputs."""
    client.unlink(REPEATS, REPEATS_ORDER)
