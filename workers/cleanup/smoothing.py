"""From probabilities of single lines to the likeliest labelling of all: articles come in runs."""

import numpy as np
import numpy.typing as npt

from workers.cleanup.arrays import Mask

_MAX_WORDS = 20  # a long paragraph counts no more than four short lines
_LEAST = 1e-6


def likeliest_runs(
    probability: npt.NDArray[np.float64], words: npt.NDArray[np.generic], change_cost: float, bias: float
) -> Mask:
    """Which rows belong to the article: the path of highest score through "in" and "out" (Viterbi).

    Each row votes with its log-odds plus `bias`, times the root of its words; going in or out costs `change_cost`.
    """
    odds = np.log((probability + _LEAST) / (1 - probability + _LEAST)) + bias
    votes = odds * np.sqrt(np.minimum(words.astype(np.float64) + 1, _MAX_WORDS))
    outside = inside = 0.0
    came: list[tuple[bool, bool]] = []
    for vote in votes.tolist():
        leaves, enters = inside - change_cost > outside, outside - change_cost > inside
        came.append((leaves, enters))
        outside, inside = (
            inside - change_cost if leaves else outside,
            (outside - change_cost if enters else inside) + vote,
        )
    kept = np.zeros(len(came), dtype=np.bool_)
    now = inside > outside
    for at in range(len(came) - 1, -1, -1):
        kept[at] = now
        if came[at][now]:
            now = not now
    return kept
