"""Logistic regression for many topics at once: full batch, no randomness, so the same data give the same head."""

from typing import NamedTuple

import numpy as np

from workers.topics.embedding import Floats

SCALE = np.float32(2.0)  # vectors of length 1 are stretched by this: with the penalty, the strength of the fit
_STEPS = 120
_FIRST_RATE, _LAST_RATE = 0.05, 0.01


class Head(NamedTuple):
    """`logits = vectors @ weights + bias`; weights (dimensions, topics), bias (topics,)."""

    weights: Floats
    bias: Floats

    def logits(self, vectors: Floats) -> Floats:
        """(texts, dimensions) or (dimensions,) to one logit a topic."""
        result: Floats = vectors @ self.weights + self.bias
        return result


def fit(vectors: Floats, targets: Floats, importance: Floats, penalty: Floats | float) -> Head:
    """Fit a head: vectors (texts, dimensions), targets (texts, topics), importance like targets or (texts, 1).

    penalty: on large weights, for all topics or (topics,); the more, the less a topic hangs on single words.
    """
    rows = len(vectors)
    inputs = vectors * SCALE
    share = (targets.sum(0) + 0.5) / (rows + 1)
    shrink: Floats = np.asarray(penalty, np.float32) / np.float32(rows)
    weights = np.zeros((inputs.shape[1], targets.shape[1]), np.float32)
    bias = np.log(share / (1 - share)).astype(np.float32)
    moments = [np.zeros_like(weights), np.zeros_like(weights), np.zeros_like(bias), np.zeros_like(bias)]
    for step in range(1, _STEPS + 1):
        error = (sigmoid(inputs @ weights + bias) - targets) * importance / rows
        slopes: tuple[Floats, Floats] = (inputs.T @ error + weights * shrink, error.sum(0))
        rate = (_FIRST_RATE if step < _STEPS * 0.6 else _LAST_RATE) * (1 - 0.999**step) ** 0.5 / (1 - 0.9**step)
        for number, (values, slope) in enumerate(zip((weights, bias), slopes, strict=True)):
            mean, square = moments[2 * number], moments[2 * number + 1]
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            np.subtract(values, np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-10)), out=values)
    return Head(weights * SCALE, bias)


def sigmoid(values: Floats) -> Floats:
    """Logits to probabilities."""
    result: Floats = (1 / (1 + np.exp(-np.clip(values, -60, 60)))).astype(np.float32)
    return result
