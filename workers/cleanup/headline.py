"""The headline: taken from the top of a plain text, or found there and not repeated in the text."""

import re
from urllib.parse import urlsplit

from newsmill.article import Removed
from workers.cleanup.lexicon import fold
from workers.cleanup.lines import Line

_BETWEEN = re.compile(r"[-_+.]|%20")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$")
_LEAST_WORDS = 3


def words_of_address(url: str | None) -> str | None:
    """Words of the article's address, which most sites make of its headline; None where it has fewer than three."""
    parts = _EXTENSION.sub("", urlsplit(url or "").path).split("/")
    named = max(([word for word in _BETWEEN.split(part) if word.isalpha()] for part in parts), key=len)
    return " ".join(named) if len(named) >= _LEAST_WORDS else None


def take_headline(
    lines: tuple[Line, ...], known: str | None
) -> tuple[str | None, tuple[Line, ...], tuple[Removed, ...]]:
    """(headline, lines that do not repeat it, removed). Without a known one: a title-like line above a paragraph.

    The first line is not taken when another title-like line follows: then it may as well be a section heading of a
    text whose headline is gone, and taking it would eat one heading with each pass.
    """
    if known is None:
        if len(lines) < 2 or not lines[0].is_title_like or lines[1].is_title_like:
            return None, lines, ()
        known = lines[0].text
    wanted = fold(known)
    own = tuple(line for line in lines if fold(line.text) != wanted)
    if not own or len(own) == len(lines):
        return known, lines, ()
    repeated = (Removed(text=line.text, reason="headline") for line in lines if fold(line.text) == wanted)
    return known, own, tuple(repeated)
