"""The headline: taken from the top of a plain text, or found there and not repeated in the text."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from newsmill.article import Removed
from workers.cleanup.lexicon import fold
from workers.cleanup.lines import Line

_BETWEEN = re.compile(r"[-_+.]|%20")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$")
_LEAST_WORDS = 3
_SHARED = 0.6  # of the address's words, and half of the line's own
_WORDS = re.compile(r"[^\W_]+")


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


def headline_above(lines: Sequence[Line], own: Sequence[Line], address: str | None) -> str | None:
    """The headline of a scraped text: the line that was left out above its first own line and says what the article's
    address says. Place alone does not tell it from labels, dates and teasers."""
    named = set((address or "").casefold().split())
    if not named or not own:
        return None
    best, headline = _SHARED, None
    for line in lines:
        if line is own[0]:
            break
        words = set(_WORDS.findall(line.text.casefold()))
        shared = len(named & words) / max(len(named), len(words) / 2)
        if line.is_title_like and line.words >= _LEAST_WORDS and " " in line.text and shared >= best:
            best, headline = shared, line.text
    return headline
