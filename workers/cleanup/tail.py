"""Where an article ends and teasers of other articles begin."""

from collections.abc import Sequence

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
    words, own = _from_the_end(lines)
    for at, line in enumerate(lines):
        if at > 0 and lexicon.heads_tail(line.text) and own[at + 1] <= _MAX_OWN_SHARE * words[at + 1]:
            return at
    end, pairs = len(lines), 0
    while end >= 3 and _is_cut_off(lines[end - 1]) and lines[end - 2].is_title_like:
        end, pairs = end - 2, pairs + 1
    return end if pairs >= _MIN_PAIRS else len(lines)


def _from_the_end(lines: Sequence[Line]) -> tuple[list[int], list[int]]:
    """For each line, the words from it to the end, and how many of them are prose: teasers have next to none.

    Prose is a full paragraph that does not follow a title; a teaser is a short line, a paragraph cut off, or one
    paragraph under a title.
    """
    words, own = [0], [0]
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        count = line.words
        is_own = count >= _PARAGRAPH_WORDS and line.ends_sentence and not (at > 0 and lines[at - 1].is_title_like)
        words.append(words[-1] + count)
        own.append(own[-1] + count * is_own)
    return words[::-1], own[::-1]


def _is_cut_off(line: Line) -> bool:
    return line.words >= _PARAGRAPH_WORDS and not line.ends_sentence
