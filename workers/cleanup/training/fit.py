"""Fit the wording weights (logistic regression) and the boosted trees, and export them for inference."""

from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from workers.cleanup.arrays import Matrix
from workers.cleanup.boosted import Trees
from workers.cleanup.training.data import Sample
from workers.cleanup.wording import BUCKETS, hashed_words, wording_scores

_RIDGE = 2.0
_SETTINGS = {
    "objective": "binary",
    "num_leaves": 12,
    "max_depth": 7,
    "min_data_in_leaf": 20,
    "min_sum_hessian_in_leaf": 1,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "force_col_wise": True,
    "verbose": -1,
}


def fit_wording(samples: Sequence[Sample]) -> npt.NDArray[np.float32]:
    """Weights of the buckets and a bias, by ridge logistic regression over all lines."""
    rows = _hashed(samples)
    sign = np.where(np.concatenate([sample.own for sample in samples]), 1.0, -1.0)
    weight = np.sqrt(1.0 + np.concatenate([sample.words for sample in samples]))
    weight *= len(weight) / weight.sum()
    columns = rows.T.tocsr()

    def loss(point: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        margin = sign * (rows @ point[:-1] + point[-1])
        slope = -weight * sign / (1 + np.exp(np.clip(margin, -50, 50)))
        value = float((weight * np.logaddexp(0, -margin)).sum() + _RIDGE / 2 * (point[:-1] ** 2).sum())
        return value, np.concatenate([columns @ slope + _RIDGE * point[:-1], [slope.sum()]])

    found = minimize(loss, np.zeros(BUCKETS + 1), jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return np.asarray(found.x, dtype=np.float32)


def out_of_fold_wording(samples: Sequence[Sample], folds: Sequence[int]) -> list[Matrix]:
    """Wording scores of each sample by weights that never saw its site: what the trees will meet at work."""
    scores: list[Matrix] = [np.zeros(0, dtype=np.float32)] * len(samples)
    for fold in sorted(set(folds)):
        weights = fit_wording([sample for sample, other in zip(samples, folds, strict=True) if other != fold])
        for at, sample in enumerate(samples):
            if folds[at] == fold:
                scores[at] = wording_scores(sample.tokens, weights)
    return scores


def fit_trees(samples: Sequence[Sample], matrices: Sequence[Matrix], rounds: int, forests: int = 1) -> Trees:
    """Boosted trees over the rows of all samples; forests, each of another seed, speak with their mean log-odds.

    Raises ValueError when the export went wrong.
    """
    rows = np.concatenate(matrices)
    own = np.concatenate([sample.own for sample in samples]).astype(int)
    weight = np.concatenate([sample.weights for sample in samples])
    data = lightgbm.Dataset(rows, own, weight=weight * (len(weight) / weight.sum()))
    settings = _SETTINGS | {"learning_rate": 0.08 if rounds <= 150 else 0.06}
    boosters = [lightgbm.train(settings | {"seed": seed}, data, rounds) for seed in range(forests)]
    grown = [tree for booster in boosters for tree in booster.dump_model()["tree_info"]]
    trees = _exported(grown, rows.shape[1], 1 / forests)
    raw = np.mean([booster.predict(rows[:5000], raw_score=True) for booster in boosters], axis=0)
    apart = np.abs(trees.predict(rows[:5000]) - 1 / (1 + np.exp(-raw)))
    if float(np.quantile(apart, 0.999)) > 1e-3:
        raise ValueError(f"exported trees differ from the trained ones by up to {apart.max():.3f}")
    return trees


def _exported(trees: list[dict[str, Any]], columns: int, share: float) -> Trees:
    """The trees in one table, each leaf with its share of what it says."""
    nodes: list[list[float]] = []  # feature, threshold, below, value
    depth = 0

    def fill(at: int, node: dict[str, Any], level: int) -> None:
        nonlocal depth
        depth = max(depth, level)
        if "split_feature" in node:
            below = len(nodes)
            nodes[at] = [node["split_feature"], node["threshold"], below, 0]
            nodes.extend([[], []])
            fill(below, node["left_child"], level + 1)
            fill(below + 1, node["right_child"], level + 1)
        else:
            nodes[at] = [0, np.inf, at, node["leaf_value"] * share]

    roots = []
    for tree in trees:
        roots.append(len(nodes))
        nodes.append([])
        fill(roots[-1], tree["tree_structure"], 0)
    feature, threshold, below, value = (np.array(column) for column in zip(*nodes, strict=True))
    return Trees(
        columns,
        depth,
        np.array(roots, dtype=np.int32),
        feature.astype(np.int32),
        _floored(threshold),
        below.astype(np.int32),
        value.astype(np.float64),
    )


def _hashed(samples: Sequence[Sample]) -> csr_matrix:
    """One row a line, its buckets weighted as `wording_scores` weighs them."""
    parts = []
    for sample in samples:
        lines, buckets = hashed_words(sample.tokens)
        each = np.maximum(np.bincount(lines, minlength=len(sample.texts)), 1)
        values = (1 / np.sqrt(each[lines])).astype(np.float32)
        parts.append(csr_matrix((values, (lines, buckets)), shape=(len(sample.texts), BUCKETS)))
    return vstack(parts, format="csr")


def _floored(thresholds: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """The largest float32 not above each: rounding up would send a row that lies just above to the wrong side."""
    near = thresholds.astype(np.float32)
    return np.where(near > thresholds, np.nextafter(near, np.float32(-np.inf)), near)
