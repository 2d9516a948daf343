"""Gradient-boosted trees, inference only: numpy arrays in, probabilities out. `workers.cleanup.training` fits them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.cleanup.arrays import Matrix

_ROWS = 64  # at a time, so that what a walk holds stays in the cache; more take half as long again


@dataclass(frozen=True)
class Trees:
    """All trees in one table of nodes. Up to its threshold a row goes on to the node that `below` names, else to the
    one behind that; a leaf has no upper threshold and leads to itself."""

    columns: int
    depth: int
    roots: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float32]
    below: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]

    def predict(self, rows: Matrix) -> npt.NDArray[np.float64]:
        """Probability (0 to 1, rounded to 6 digits) for each row. Raises ValueError when the columns do not fit."""
        if rows.shape[1] != self.columns:
            raise ValueError(f"the model was trained on {self.columns} columns, these rows have {rows.shape[1]}")
        parts = [self._raw(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]
        raw = np.concatenate(parts) if parts else np.zeros(0)
        return np.round(1 / (1 + np.exp(-np.clip(raw, -50, 50))), 6)

    def _raw(self, rows: Matrix) -> npt.NDArray[np.float64]:
        flat = np.ascontiguousarray(rows).ravel()
        offsets = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
        node = np.tile(self.roots, (len(rows), 1))
        for _ in range(self.depth):
            beyond = flat.take(offsets + self.feature.take(node)) > self.threshold.take(node)
            node = self.below.take(node) + beyond
        raw: npt.NDArray[np.float64] = self.value.take(node).sum(axis=1)
        return raw

    def arrays(self, prefix: str) -> dict[str, Any]:
        """The arrays as they are stored, under names that begin with the prefix."""
        return {
            f"{prefix}.size": np.array([self.columns, self.depth], dtype=np.int32),
            f"{prefix}.roots": self.roots,
            f"{prefix}.feature": self.feature.astype(np.int16),
            f"{prefix}.threshold": self.threshold,
            f"{prefix}.below": self.below.astype(np.int16),
            f"{prefix}.value": self.value.astype(np.float32),
        }


def read_trees(arrays: Mapping[str, Any], prefix: str) -> Trees:
    """Trees from stored arrays. Raises KeyError when one is missing."""
    columns, depth = arrays[f"{prefix}.size"].tolist()
    return Trees(
        columns,
        depth,
        arrays[f"{prefix}.roots"].astype(np.int32),
        arrays[f"{prefix}.feature"].astype(np.int32),
        arrays[f"{prefix}.threshold"].astype(np.float32),
        arrays[f"{prefix}.below"].astype(np.int32),
        arrays[f"{prefix}.value"].astype(np.float64),
    )
