"""The topic model: how strongly a text supports every topic, before any threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workers.topics.embedding import Embedding, Floats
from workers.topics.fitting import Head, sigmoid
from workers.topics.pairs import PairHead
from workers.topics.word_pieces import Indices

# The weights of the parts were chosen on held-out corpus items and looked at on the development sets: docs/choices.
_BEST_BELOW = 0.25
_WIDE_IN_DEEP = 0.5
_NEIGHBOURS_IN_DEEP = 0.3
_TOP_IN_DEEP = 0.15
_BEST_PART = 0.35  # an article that turns to a topic in one part is on it too
_NEIGHBOUR_WIDTH = 0.08


@dataclass(frozen=True)
class Calibration:
    """score to probability: sigmoid(slope * score + shift)."""

    slope: float
    shift: float

    def __call__(self, scores: Floats) -> Floats:
        return sigmoid(np.asarray(self.slope * scores + self.shift, np.float32))


@dataclass(frozen=True)
class Examples:
    """The items that the heads were learned from: vectors (items, dimensions), their headlines and their topics.

    Entry n says that item `rows[n]` is labelled with topic `columns[n]` by `degrees[n]`, 1 for its main topic.
    """

    vectors: Floats
    headlines: Sequence[str]
    rows: Indices
    columns: Indices
    degrees: Floats

    def nearness(self, vector: Floats, topics: int) -> Floats:
        """Share, 0 to 1, that each topic has in the neighbourhood of a vector."""
        weight = np.exp((self.vectors @ vector) / np.float32(_NEIGHBOUR_WIDTH))
        votes = np.bincount(self.columns, weights=weight[self.rows] * self.degrees, minlength=topics)
        share: Floats = (votes / weight.sum()).astype(np.float32)
        return share


@dataclass(frozen=True)
class Model:
    """Two heads over the same topics: `wide` (the topic or anything under it) and `narrow` (the topic itself).

    `pairs` knows the top topics, in the order of `codes`, better than `wide` does; top topics that come after are
    an operator's own and have no say in it.
    `parents[k]` and `roots[k]` are indices into `codes`, -1 standing for no parent; `priors` are added to the logits.
    """

    embedding: Embedding
    codes: tuple[str, ...]
    parents: Indices
    roots: Indices
    wide: Head
    narrow: Head
    pairs: PairHead
    priors: Floats
    examples: Examples
    top_calibration: Calibration
    deep_calibration: Calibration

    @cached_property
    def is_top(self) -> NDArray[np.bool_]:
        """True for the topics without a parent."""
        return self.parents < 0

    @cached_property
    def paired(self) -> Indices:
        """The top topics that `pairs` knows."""
        return np.flatnonzero(self.is_top)[: self.pairs.topics]

    @cached_property
    def place(self) -> dict[str, int]:
        """The index of each code."""
        return {code: number for number, code in enumerate(self.codes)}

    @cached_property
    def examples_under(self) -> tuple[Indices, ...]:
        """For each topic the rows of the examples that carry it or a topic below it."""
        found: list[set[int]] = [set() for _ in self.codes]
        for row, column in zip(self.examples.rows.tolist(), self.examples.columns.tolist(), strict=True):
            step = column
            while step >= 0:
                found[step].add(row)
                step = int(self.parents[step])
        return tuple(np.array(sorted(rows), np.int64) for rows in found)

    def work_out(self) -> None:
        """Work out what is kept for all articles, so that processes forked from this one share it."""
        _ = self.is_top, self.paired, self.place, self.examples_under, self.directions, self.embedding.words("")

    def raw(self, vector: Floats, parts: Floats) -> Floats:
        """One score a topic, top topics and deep ones each on a scale of their own.

        vector: the whole article (dimensions,); parts: its parts (parts, dimensions), may be none.
        """
        wide, narrow = (head.logits(vector) + self.priors for head in (self.wide, self.narrow))
        wide[self.paired] = self.pairs.logits(vector) + self.priors[self.paired]
        below = ~self.is_top
        best_wide, best_narrow = wide.copy(), narrow.copy()
        np.maximum.at(best_narrow, self.roots, narrow)
        best_wide[self.roots[below]] = -np.inf
        np.maximum.at(best_wide, self.roots[below], wide[below])
        top: Floats = (wide + _BEST_BELOW * (best_wide + best_narrow)).astype(np.float32)
        if len(parts):
            wide = _with_best(wide, self.wide.logits(parts).max(0) + self.priors)
            narrow = _with_best(narrow, self.narrow.logits(parts).max(0) + self.priors)
        deep = (
            log_sigmoid(narrow)
            + _WIDE_IN_DEEP * log_sigmoid(wide)
            + _NEIGHBOURS_IN_DEEP * np.log(self.examples.nearness(vector, len(self.codes)) + np.float32(1e-4))
            + _TOP_IN_DEEP * log_sigmoid((top[self.roots] / (1 + 2 * _BEST_BELOW)).astype(np.float32))
        )
        scores: Floats = np.where(self.is_top, top, deep).astype(np.float32)
        return scores

    def probabilities(self, vector: Floats, parts: Floats) -> Floats:
        """One calibrated probability a topic."""
        raw = self.raw(vector, parts)
        return np.where(self.is_top, self.top_calibration(raw), self.deep_calibration(raw)).astype(np.float32)

    def support(self, vectors: Floats, topic: int) -> Floats:
        """How far each of the texts (texts, dimensions), taken alone, speaks for the topic: 0 to 1."""
        logits = vectors @ self.directions[topic] + self.wide.bias[topic] + self.narrow.bias[topic]
        return sigmoid(logits / 2 + self.priors[topic])

    @cached_property
    def directions(self) -> Floats:
        """What a word's vector is held against to see how far it speaks for a topic; (topics, dimensions)."""
        return np.ascontiguousarray((self.wide.weights + self.narrow.weights).T)


def _with_best(whole: Floats, best_part: Floats) -> Floats:
    mixed: Floats = (1 - _BEST_PART) * whole + _BEST_PART * best_part
    return mixed


def log_sigmoid(values: Floats) -> Floats:
    """log(sigmoid(values)), also for large negative values."""
    result: Floats = -np.logaddexp(np.float32(0), -values)
    return result
