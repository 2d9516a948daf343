"""Lines that a wire, an e-mail or a PDF was wrapped into, put together to paragraphs again."""

import itertools
import re
from collections.abc import Sequence

from workers.cleanup.lines import Line

_NARROWEST, _WIDEST = 40, 100  # characters of a line; beyond, a line is a paragraph
_OUTLIERS = 20  # one line of so many may be longer: an address, a heading that was not wrapped
_INDENT = 4  # characters that the first line of a paragraph may have lost
_FEWEST = 5  # pairs of lines
_FULL_SHARE = 0.75
_HYPHENATED_SHARE = 0.04  # of the pairs; e-mails break at hyphens now and then, typesetting at every tenth line
_CUT_WORD = re.compile(r"[^\W\d_]{2}-$")
_HYPHEN = re.compile(r"\w-$")


def unwrapped(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The paragraphs of a text that was wrapped at a fixed width; any other text as it is.

    A text is wrapped when hardly any of its lines would have had room for the next line's first word. Only such pairs
    are put together; a word that was cut at the end of a line is made whole.
    """
    width = sorted(len(line.text) for line in lines)[-1 - len(lines) // _OUTLIERS] if lines else 0
    if not _NARROWEST <= width <= _WIDEST:
        return lines
    pairs = [(one.text, two.text) for one, two in itertools.pairwise(lines) if not two.gap]
    inner = [pair for pair in pairs if not pair[0].endswith((".", "!", "?", ":", '"', "”"))]
    full = sum(_is_full(one, two, width) for one, two in inner)
    if full < _FEWEST or full < _FULL_SHARE * len(inner):
        return lines
    cut = [one.rpartition(" ")[2] for one, two in inner if _CUT_WORD.search(one) and two[0].islower()]
    return _joined(lines, width, len(cut) > _HYPHENATED_SHARE * len(pairs))


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word, or its first syllable, had no room in the line."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - _INDENT or bool(_HYPHEN.search(line))


def _joined(lines: Sequence[Line], width: int, hyphenated: bool) -> tuple[Line, ...]:
    joined = [lines[0]]
    for before, line in itertools.pairwise(lines):
        if line.gap or not _is_full(before.text, line.text, width):
            joined.append(line)
            continue
        so_far = joined[-1].text
        if _CUT_WORD.search(so_far) and line.text[0].islower():
            text = (so_far[:-1] if hyphenated else so_far) + line.text
        else:
            text = so_far + ("" if _HYPHEN.search(so_far) else " ") + line.text
        joined[-1] = Line(text, joined[-1].gap)
    return tuple(joined)
