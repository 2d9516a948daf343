"""Where an article ends and teasers of other articles begin."""

from collections.abc import Sequence
from itertools import pairwise

from workers.cleanup.lexicon import Lexicon
from workers.cleanup.lines import Line

_PARAGRAPH_WORDS = 25
_MAX_OWN_SHARE = 0.2
_MIN_PAIRS = 2


def tail_start(lines: Sequence[Line], lexicon: Lexicon) -> int:
    """Index of the first line that no longer belongs to the article; `len(lines)` when all do.

    A tail heading ("Explore more") counts only when what follows looks like teasers; without a heading, at least two
    pairs of a title and a paragraph that stops in mid-sentence must stand at the end.
    """
    for at, line in enumerate(lines):
        if at > 0 and lexicon.heads_tail(line.text) and _are_teasers(lines[at + 1 :]):
            return at
    end, pairs = len(lines), 0
    while end >= 3 and _is_cut_off(lines[end - 1]) and lines[end - 2].is_title_like:
        end, pairs = end - 2, pairs + 1
    return end if pairs >= _MIN_PAIRS else len(lines)


def _are_teasers(lines: Sequence[Line]) -> bool:
    """No prose of its own: nearly all words stand in short lines, cut-off paragraphs, or one paragraph a title."""
    words = sum(line.words for line in lines)
    own = sum(line.words for before, line in pairwise(lines) if _is_own(before, line))
    own += lines[0].words if lines and lines[0].words >= _PARAGRAPH_WORDS and lines[0].ends_sentence else 0
    return own <= _MAX_OWN_SHARE * words


def _is_own(before: Line, line: Line) -> bool:
    return line.words >= _PARAGRAPH_WORDS and line.ends_sentence and not before.is_title_like


def _is_cut_off(line: Line) -> bool:
    return line.words >= _PARAGRAPH_WORDS and not line.ends_sentence
