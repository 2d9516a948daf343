"""Features of the neighbourhood of a line or block, shared by pages and plain text."""

import numpy as np
import numpy.typing as npt

from workers.cleanup.arrays import Column, Mask, Matrix
from workers.cleanup.tokens import Tokens

_LONG = 5  # letters
FAR = 1500  # words; beyond, an article is long, and no model has seen enough such to tell more


def shifted(values: Matrix, step: int) -> Matrix:
    """Row i is row i + step; zero beyond the ends."""
    out = np.zeros_like(values)
    if step < 0:
        out[-step:] = values[:step]
    else:
        out[:-step] = values[step:]
    return out


def window(values: Matrix, reach: int) -> Matrix:
    """Logarithms of the sums over `reach` rows before and after, each side for itself."""
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, 0, dtype=np.float64)])
    at = np.arange(len(values))
    before = total[at] - total[np.maximum(at - reach, 0)]
    after = total[np.minimum(at + 1 + reach, len(values))] - total[at + 1]
    sums: Matrix = np.log1p(np.maximum(np.concatenate([before, after], 1), 0)).astype(np.float32)
    return sums


def since(marks: Mask, scale: npt.ArrayLike) -> Matrix:
    """Logarithm of the distance to the last mark up to each row, on a scale that grows; -1 before the first mark."""
    along = np.asarray(scale, dtype=np.float64)
    at = np.maximum.accumulate(np.where(marks, np.arange(len(marks)), -1))
    distance = np.clip(along - along[np.maximum(at, 0)], 0, FAR)
    return np.where(at >= 0, np.log1p(distance), -1).astype(np.float32)


def until(marks: Mask) -> Matrix:
    """Logarithm of the rows to the next mark from each row; -1 after the last."""
    return since(marks[::-1], np.arange(len(marks)))[::-1]


def densest(gain: npt.NDArray[np.generic], cost: float) -> tuple[int, int]:
    """First and last row of the run with the largest sum, where each row gives its gain or, without one, costs."""
    best = total = 0.0
    first = start = last = 0
    for at, value in enumerate(gain.tolist()):
        if total <= 0:
            total, start = 0.0, at
        total += value if value > 0 else -cost
        if total > best:
            best, first, last = total, start, at
    return first, last


def cohesion(tokens: Tokens, prose: Mask) -> Column:
    """Share of each line's longer words that other lines of prose have too: 0 for furniture, high for the article."""
    names: dict[str, int] = {}
    words = np.array([names.setdefault(text, len(names)) for text in tokens.texts], dtype=np.int64)
    long = np.array([len(text) >= _LONG for text in tokens.texts], dtype=np.bool_)
    size = max(len(names), 1)
    pairs = np.unique(tokens.line[long] * size + words[long])
    line, word = pairs // size, pairs % size
    in_prose = prose[line]
    known = np.bincount(word[in_prose], minlength=size)
    shared = known[word] - in_prose > 0
    count = len(tokens.counts)
    return np.bincount(line, shared, count) / np.maximum(np.bincount(line, minlength=count), 1)


def wording_context(scores: Matrix, words: Column, english: bool) -> Matrix:
    """Log-odds by wording of each row and around it; in languages it was not learned on, zero, which says nothing."""
    scores = scores[:, None] if english else np.zeros((len(scores), 1), dtype=np.float32)
    likely = 1 / (1 + np.exp(-scores))
    sums = np.concatenate([likely, 1 - likely, likely * words[:, None]], 1)
    around = [shifted(scores, step) for step in (-3, -2, -1, 1, 2, 3)]
    return np.concatenate([scores, *around, window(sums, 4), window(sums, 12)], 1).astype(np.float32)
