"""Wording features: hashed words and word pairs, a learned lexicon in a few bytes per entry."""

from zlib import crc32

import numpy as np
import numpy.typing as npt

from workers.cleanup.arrays import Integers, Matrix
from workers.cleanup.tokens import Tokens

BUCKETS = 1 << 15
_HEAD, _TAIL = 20, 4  # furniture shows in its first and last words; the middle of a paragraph tells little more
_WHOLE = 5  # a line of so few tokens also counts as a whole
_PAIR, _FIRST, _LAST, _LINE = (np.uint32(salt) for salt in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F))


def hashed_words(tokens: Tokens) -> tuple[Integers, Integers]:
    """(lines, buckets): the buckets of each line's words, neighbouring pairs, beginning and end; each once a line."""
    from_end = tokens.counts[tokens.line] - 1 - tokens.place
    taken = np.flatnonzero((tokens.place < _HEAD) | (from_end < _TAIL))
    if not len(taken):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    texts = tokens.texts
    words = np.array([crc32(texts[at].encode()) for at in taken.tolist()], dtype=np.uint32)
    line, place, left = tokens.line[taken], tokens.place[taken], from_end[taken]
    follows = np.flatnonzero(line[1:] == line[:-1])
    pairs = words[follows] * _PAIR + words[follows + 1]
    opening = place[follows] == 0
    short = tokens.counts[line] <= _WHOLE
    whole = np.zeros(len(tokens.counts), dtype=np.uint32)
    for at in range(_WHOLE):
        here = short & (place == at)
        whole[line[here]] = whole[line[here]] * _PAIR + words[here]
    shorts = np.flatnonzero((tokens.counts > 0) & (tokens.counts <= _WHOLE))
    hashes = np.concatenate([words, pairs, pairs[opening] * _FIRST, words[left == 0] * _LAST, whole[shorts] * _LINE])
    lines = np.concatenate([line, line[follows], line[follows][opening], line[left == 0], shorts])
    mixed = hashes ^ (hashes >> np.uint32(15))
    each = np.sort(lines * BUCKETS + (mixed & np.uint32(BUCKETS - 1)).astype(np.int64))
    each = each[np.diff(each, prepend=-1) > 0]
    return each // BUCKETS, each % BUCKETS


def wording_scores(tokens: Tokens, weights: npt.NDArray[np.float32]) -> Matrix:
    """Log-odds that each line belongs to an article by its words alone; `weights` holds BUCKETS numbers and a bias."""
    lines, buckets = hashed_words(tokens)
    count = len(tokens.counts)
    sums = np.bincount(lines, weights[buckets].astype(np.float64), count)
    found = np.bincount(lines, minlength=count)
    scores: Matrix = (sums / np.sqrt(np.maximum(found, 1)) + weights[-1]).astype(np.float32)
    return scores
