"""How a line is worded, as hashed words and word pairs: a learned lexicon, in a few bytes an entry."""

import re
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

BUCKETS = 1 << 15
_HEAD, _TAIL = 20, 4  # furniture shows in its first and last words; the middle of a paragraph tells little more
_WORD = re.compile(r"\w+|[|©»›→:?…]")
_DIGITS = re.compile(r"[0-9]")


def hashed_words(text: str) -> list[int]:
    """Buckets of the line's words, neighbouring pairs, and its beginning and end; sorted, each once."""
    words = _WORD.findall(_DIGITS.sub("0", text[:2000].lower()))
    if len(words) > _HEAD + _TAIL:
        words = words[:_HEAD] + words[-_TAIL:]
    if not words:
        return []
    marks = [*words, *(f"{left} {right}" for left, right in pairwise(words))]
    marks += ["^" + " ".join(words[:2]), "$" + words[-1]]
    if len(words) <= 5:
        marks.append("=" + " ".join(words))
    return sorted({crc32(mark.encode()) & (BUCKETS - 1) for mark in marks})


def wording_scores(texts: list[str], weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Log-odds that each line belongs to an article by its words alone; `weights` holds BUCKETS numbers and a bias."""
    scores = np.empty(len(texts), dtype=np.float32)
    for at, text in enumerate(texts):
        buckets = hashed_words(text)
        scores[at] = weights[buckets].sum() / max(len(buckets), 1) ** 0.5 + weights[-1] if buckets else weights[-1]
    return scores
