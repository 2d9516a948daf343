"""Where an article ends and teasers of other articles begin."""

from collections.abc import Sequence
from dataclasses import dataclass

from workers.cleanup.lexicon import Lexicon
from workers.cleanup.lines import Line

_PARAGRAPH_WORDS = 25
_TEASER_WORDS = 12
_MAX_OWN_SHARE = 0.2  # of the tail's words that are prose
_MAX_TAIL_SHARE = 0.3  # of all words, where nothing but the heading says that it is a tail
_MIN_TEASER_SHARE = 0.5  # of the tail's words, where the tail is long
_MIN_PAIRS = 2


@dataclass(frozen=True)
class _Rest:
    """What stands from a line to the end."""

    words: int = 0
    prose: int = 0  # words in full paragraphs that are not a title's one paragraph
    cut_off: int = 0  # words in passages under a title that stop in mid-sentence


def tail_start(lines: Sequence[Line], lexicon: Lexicon) -> int:
    """Index of the first line that no longer belongs to the article; `len(lines)` when all do.

    A tail heading ("Explore more") counts when hardly any prose follows, and the rest is a small part of the whole or
    mostly passages under titles that stop in mid-sentence. Without a heading, two pairs of a title and a paragraph that
    stops in mid-sentence must stand at the very end.
    """
    rests = _rests(lines)
    for at, line in enumerate(lines):
        if at > 0 and lexicon.heads_tail(line.text):
            rest = rests[at + 1]
            is_small = rest.words <= _MAX_TAIL_SHARE * rests[0].words
            are_teasers = rest.cut_off >= _MIN_TEASER_SHARE * rest.words
            if rest.prose <= _MAX_OWN_SHARE * rest.words and (is_small or are_teasers):
                return at
    end, pairs = len(lines), 0
    while end >= 3 and _is_cut_off(lines[end - 1], _PARAGRAPH_WORDS) and lines[end - 2].is_title_like:
        end, pairs = end - 2, pairs + 1
    return end if pairs >= _MIN_PAIRS else len(lines)


def _rests(lines: Sequence[Line]) -> list[_Rest]:
    """For each line and for the end, what stands from there on; one pass from the end."""
    rests = [_Rest()]
    for at in range(len(lines) - 1, -1, -1):
        line, after_title = lines[at], at > 0 and lines[at - 1].is_title_like
        count = line.words
        is_prose = count >= _PARAGRAPH_WORDS and line.ends_sentence and not after_title
        is_teaser = after_title and _is_cut_off(line, _TEASER_WORDS)
        last = rests[-1]
        rests.append(_Rest(last.words + count, last.prose + count * is_prose, last.cut_off + count * is_teaser))
    return rests[::-1]


def _is_cut_off(line: Line, least: int) -> bool:
    return line.words >= least and not line.ends_sentence
