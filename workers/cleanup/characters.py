"""The characters of all lines of a page or text as one array, counted by kind."""

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workers.cleanup.arrays import Column, Integers, Mask, Matrix

DIGIT, UPPER, LOWER, LETTER, QUOTE, BULLET, CLOSING = (1 << at for at in range(7))

_SAMPLE = 400  # characters; what a line is shows at its start
_KNOWN = 0x3000  # above stand scripts without case, whose characters are letters


def _kinds() -> npt.NDArray[np.uint8]:
    kinds = np.zeros(_KNOWN + 1, dtype=np.uint8)
    kinds[_KNOWN] = LETTER
    for code in range(_KNOWN):
        category = unicodedata.category(chr(code))
        kinds[code] = (
            DIGIT * (category == "Nd")
            | UPPER * (category == "Lu")
            | LOWER * (category == "Ll")
            | LETTER * (category[0] in "LN")
        )
    for marks, kind in (('"“”„«', QUOTE), ("•-–—*·▪►›»", BULLET), (".,;:…”", CLOSING)):
        for mark in marks:
            kinds[ord(mark)] |= kind
    return kinds


_KINDS = _kinds()


@dataclass(frozen=True)
class Characters:
    """Code points of all lines with a line break behind each; `starts` and `lengths` say where each line is."""

    codes: npt.NDArray[np.uint32]
    kinds: npt.NDArray[np.uint8]
    starts: Integers
    lengths: Integers

    def count(self, marks: Mask) -> Column:
        """How many characters of each line are marked, in its first 400."""
        total: Column = np.concatenate([[0], np.cumsum(marks)])
        counts: Column = total[self.starts + np.minimum(self.lengths, _SAMPLE)] - total[self.starts]
        return counts

    def share(self, kind: int) -> Matrix:
        """Share of a kind of character in each line's first 400."""
        size = np.minimum(self.lengths, _SAMPLE)
        shares: Matrix = (self.count((self.kinds & kind) > 0) / np.maximum(size, 1)).astype(np.float32)
        return shares

    def first(self, kind: int) -> Mask:
        """Whether each line begins with a character of the kind."""
        return (self.kinds[self.starts] & kind) > 0

    def last(self, kind: int) -> Mask:
        """Whether each line ends with a character of the kind."""
        return (self.kinds[self.starts + np.maximum(self.lengths - 1, 0)] & kind) > 0

    def followed(self, mark: str, after: str) -> Mask:
        """Marks the characters `mark` with `after` behind them."""
        found: Mask = self.codes == ord(mark)
        found[:-1] &= self.codes[1:] == ord(after)
        return found

    def between_digits(self, marks: str) -> Mask:
        """Marks those characters that stand between two digits, as in times and dates."""
        digit = (self.kinds & DIGIT) > 0
        found = np.isin(self.codes, [ord(mark) for mark in marks])
        found[1:] &= digit[:-1]
        found[:-1] &= digit[1:]
        return found


def read_characters(lines: list[str]) -> Characters:
    """Characters of lines, none of them empty."""
    data = "".join(f"{line}\n" for line in lines).encode("utf-32-le", "replace")
    codes = np.frombuffer(data, dtype="<u4").astype(np.uint32)
    lengths = np.array([len(line) for line in lines], dtype=np.int64)
    starts = np.cumsum(lengths + 1) - lengths - 1
    return Characters(codes, _KINDS[np.minimum(codes, _KNOWN)], starts, lengths)
