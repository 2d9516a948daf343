"""What a page shows of its headline and date, for pages whose metadata says more, less or nothing."""

import re
from datetime import datetime

from workers.cleanup.blocks import Blocks
from workers.cleanup.lexicon import fold
from workers.cleanup.topmatter import midnight, read_top_line

_BETWEEN = re.compile(r"\s+[|–—·•»-]\s+|\s*\|\s*|:\s+")
_LEAST_WORDS = 4  # fewer may be the site's name
_MAX_CHARS = 300
_BELOW = 8  # blocks


def shown_headline(said: str | None, title: str | None, page: Blocks) -> str | None:
    """The headline that metadata says, without the site's name if the page shows the rest as a line of its own.

    A first heading that is only the site's name gives way to the part of the page's title that is shown as well.
    """
    if said is None:
        return None
    parts = [part for text in (said, title or "") for part in _BETWEEN.split(text.strip()) if part]
    lines = {fold(block.text) for block in page.blocks if len(block.text) <= _MAX_CHARS}
    shown = [part for part in parts if len(part.split()) >= _LEAST_WORDS and fold(part) in lines]
    longest = max(shown, key=len, default=None)
    if longest is None or (len(longest.split()) <= len(said.split()) and fold(said) in lines):
        return said
    is_part = fold(said) in map(fold, parts[len(_BETWEEN.split(said.strip())) :])
    return " ".join(longest.split()) if is_part or fold(longest) in fold(said) else said


def day_below_headline(headline: str | None, page: Blocks) -> datetime | None:
    """The midnight of the day that a line right below the shown headline names."""
    wanted = fold(headline or "")
    at = next((at for at, block in enumerate(page.blocks) if wanted and fold(block.text) == wanted), None)
    if at is None:
        return None
    said = (read_top_line(block.text) for block in page.blocks[at + 1 : at + 1 + _BELOW])
    return midnight(next((line.published_on for line in said if line and line.published_on), None))
