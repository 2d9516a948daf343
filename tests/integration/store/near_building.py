"""Stories and their wire copies, as settlements with the signatures that cleanup gives."""

import random
from typing import Any

from tests.integration.store.building import article, stored
from workers.cleanup.signature import signature
from workers.settlement import Settlement


def story(seed: int, *, changed: int = 0, words: int = 300) -> str:
    """A text of its own for each seed; `changed` words at the end differ, for each number in another way."""
    chosen = random.Random(seed)  # noqa: S311 -- no secret
    text = [f"w{chosen.randrange(10**6)}" for _ in range(words)]
    return " ".join(text[: words - changed] + [f"c{changed}x{n}" for n in range(changed)])


def signed(
    article_id: str, second: int, text: str, *, run: int = 1, version: int | None = None, **fields: Any
) -> Settlement:
    """A settlement of this text with its signature."""
    sent = article(text, article_id, version=version)
    return stored(sent, second, run=run, **({"signature": signature(text)} | fields))
