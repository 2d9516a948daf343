"""Plain text: remove the lines that are not the article's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsmill.article import Removed
from workers.cleanup.language import LanguageIdentifier
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.lines import Line
from workers.cleanup.models import Models
from workers.cleanup.sources import SourceList
from workers.cleanup.tail import tail_start
from workers.cleanup.topmatter import read_top_line, top_matter

_EVIDENCE = 3  # lines of known furniture: a scraped page has dozens, a text that someone cleaned has none
_RUN_OF_SHORT = 12  # in other languages, where the lexicon is silent: short lines in a row
_SHORT_WORDS = 5
_TOP = 8  # lines above an article's first that may be its byline and date


@dataclass(frozen=True)
class Cleaned:
    """The article's own lines, and the others with reasons, both in the order of the input."""

    lines: tuple[Line, ...]
    removed: tuple[Removed, ...]


def clean_scraped(
    lines: tuple[Line, ...],
    lexicon: Lexicon,
    models: Models,
    language: LanguageIdentifier,
    headline: str | None,
) -> Cleaned:
    """Leave the lines that the learned classifier takes for the article, if the text looks like a whole scraped page.

    A text without such signs is not touched, nor is one in which the classifier finds nothing.
    """
    removed: list[Removed] = []
    while lines:
        furniture = sum(lexicon.reason(line.text) is not None for line in lines)
        if furniture < _EVIDENCE and _longest_run_of_short(lines) < _RUN_OF_SHORT:
            break
        english = language.identify(max((line.text for line in lines), key=len))[0] == "en"
        if furniture < _EVIDENCE and english:
            break
        own = models.own_lines([line.text for line in lines], lexicon, headline, english).tolist()
        if all(own) or not any(own):
            break
        first = own.index(True)
        for at, (line, keep) in enumerate(zip(lines, own, strict=True)):
            if not keep:
                said = read_top_line(line.text) if first - _TOP <= at < first else None
                reason = said.reason if said else lexicon.reason(line.text) or "outside the article"
                removed.append(Removed(text=line.text, reason=reason))
        lines = tuple(line for line, keep in zip(lines, own, strict=True) if keep)
    return Cleaned(lines, tuple(removed))


def clean_lines(lines: tuple[Line, ...], lexicon: Lexicon, source: SourceList | None) -> Cleaned:
    """Take out furniture and the tail, once. What goes may uncover more, so callers repeat it until nothing does."""
    end = tail_start(lines, lexicon)
    top = top_matter(lines)
    kept: list[Line] = []
    removed: list[Removed] = []
    for at, line in enumerate(lines[:end]):
        reason = top.get(at) or lexicon.reason(line.text)
        if reason is None and source is not None and source.knows(line.text):
            reason = "boilerplate of the source"
        if reason is None:
            kept.append(line)
        else:
            removed.append(Removed(text=line.text, reason=reason))
    removed.extend(Removed(text=line.text, reason="related-articles tail") for line in lines[end:])
    return Cleaned(tuple(kept), tuple(removed))


def _longest_run_of_short(lines: Sequence[Line]) -> int:
    run = longest = 0
    for line in lines:
        run = run + 1 if line.words <= _SHORT_WORDS and not line.ends_sentence else 0
        longest = max(longest, run)
    return longest
