"""The tokens of all lines of a page or text as one array, for the features."""

import re
from dataclasses import dataclass

import numpy as np

from workers.cleanup.arrays import Integers

# Two characters of a script without spaces count as a word; a few marks say as much as words do.
_TOKEN = re.compile(r"\n|[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\u3040-\u30ff\u3400-\u9fff]+|[|©»›→:?…]")
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_MARKS = frozenset("|©»›→:?…")


@dataclass(frozen=True)
class Tokens:
    """Words and marks without case, every digit a 0. `line` tells the line of each, `place` how many stand before it
    in the line, `counts` how many a line has, `words` how many of these are words."""

    texts: list[str]
    line: Integers
    place: Integers
    counts: Integers
    words: Integers

    @property
    def starts(self) -> Integers:
        """Index of each line's first token."""
        return np.cumsum(self.counts) - self.counts


def tokenize(lines: list[str]) -> Tokens:
    """Tokens of lines, which hold no line breaks themselves."""
    folded = "\n".join(lines).lower().encode("utf-8", "replace").translate(_DIGITS).decode()
    found = _TOKEN.findall(folded)
    ends = np.array([at for at, text in enumerate(found) if text == "\n"] + [len(found)], dtype=np.int64)
    counts = np.diff(ends, prepend=-1) - 1
    texts = [text for text in found if text != "\n"]
    line = np.repeat(np.arange(len(lines)), counts)
    place = np.arange(len(texts)) - np.repeat(np.cumsum(counts) - counts, counts)
    marks = np.array([text in _MARKS for text in texts], dtype=np.float64)
    words = counts - np.bincount(line, marks, len(lines)).astype(np.int64)
    return Tokens(texts, line, place, counts, words)
