"""What words say together: a head that also reads the products of a text's directions, two by two.

A linear head adds up what each word says: "charity", "members" and "elect" together are a parliament to it. A product
is large only where both things are said, which tells a vote among a charity's members from one among a country's.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workers.topics.embedding import Floats
from workers.topics.fitting import Head, fit
from workers.topics.word_pieces import Indices


@dataclass(frozen=True)
class PairHead:
    """A head over vectors, (dimensions,), and the products along the `directions`, (dimensions, directions)."""

    directions: Floats
    head: Head

    def logits(self, vector: Floats) -> Floats:
        """(dimensions,) to one logit a topic."""
        return self.head.logits(with_pairs(vector, self.directions, self._which))

    @property
    def topics(self) -> int:
        """How many topics the head knows."""
        return len(self.head.bias)

    @cached_property
    def _which(self) -> tuple[Indices, Indices]:
        return which_pairs(self.directions)


def fit_pairs(
    vectors: Floats, targets: Floats, importance: Floats, penalty: Floats | float, directions: Floats
) -> PairHead:
    """As `fit` does, on vectors (texts, dimensions) and their products."""
    features = with_pairs(vectors, directions, which_pairs(directions))
    return PairHead(directions, fit(features, targets, importance, penalty))


def main_directions(weights: Floats, count: int, reach: float) -> Floats:
    """The directions in which topics differ most, (dimensions, count), each as long as topics differ in it.

    weights: of a head that knows many topics, (dimensions, topics); reach: the mean length, which says how much
    products count beside the vector itself.
    """
    found, strengths, _ = np.linalg.svd(weights, full_matrices=False)
    directions: Floats = found[:, :count] * (np.float32(reach) * strengths[:count] / strengths[:count].mean())
    return directions


def which_pairs(directions: Floats) -> tuple[Indices, Indices]:
    """Every direction with itself and with each one after it."""
    return np.triu_indices(directions.shape[1])


def with_pairs(vectors: Floats, directions: Floats, which: tuple[Indices, Indices]) -> Floats:
    """(…, dimensions) to (…, dimensions + pairs)."""
    along = vectors @ directions
    first, second = which
    return np.concatenate([vectors, along.take(first, -1) * along.take(second, -1)], axis=-1)
