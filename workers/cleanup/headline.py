"""The headline: taken from the top of a plain text, or found again there and not repeated in the text."""

from workers.article import Removed
from workers.cleanup.lexicon import fold
from workers.cleanup.lines import Line

_TOP = 12  # a page repeats its headline above the body, among byline and date


def take_headline(
    lines: tuple[Line, ...], known: str | None
) -> tuple[str | None, tuple[Line, ...], tuple[Removed, ...]]:
    """(headline, lines without it, removed). A known headline wins; else a title-like first line above a paragraph.

    The first line is not taken when another title-like line follows: then it may as well be a section heading of a
    text whose headline is gone, and taking it would eat one heading with each pass.
    """
    if known is not None:
        wanted = fold(known)
        for at, line in enumerate(lines[:_TOP]):
            if fold(line.text) == wanted and len(lines) > 1:
                return known, lines[:at] + lines[at + 1 :], (Removed(text=line.text, reason="repeated headline"),)
        return known, lines, ()
    if len(lines) >= 2 and lines[0].is_title_like and not lines[1].is_title_like:
        return lines[0].text, lines[1:], (Removed(text=lines[0].text, reason="headline"),)
    return None, lines, ()
