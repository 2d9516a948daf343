"""Word vectors as flat arrays: found for a whole batch at once, and shared by every forked worker.

spaCy keeps half a million Python integers for the rows of its vectors. Each look-up writes their reference counts, so
that a forked worker copies some 40 MB of them that it should have shared.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class FlatVectors:
    """What spaCy asks of a vocabulary's vectors, for the vectors of a loaded pipeline."""

    def __init__(self, vectors: Any) -> None:
        keys = np.fromiter(vectors.key2row.keys(), dtype=np.uint64, count=len(vectors.key2row))
        rows = np.fromiter(vectors.key2row.values(), dtype=np.int32, count=len(vectors.key2row))
        order = np.argsort(keys)
        self._keys, self._rows = keys[order], rows[order]
        self._data: NDArray[np.float32] = np.vstack([vectors.data, np.zeros((1, vectors.data.shape[1]), np.float32)])

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of dimensions."""
        return (self._data.shape[0] - 1, self._data.shape[1])

    def get_batch(self, keys: NDArray[np.uint64]) -> NDArray[np.float32]:
        """The vector of each key, a row each; zeros for a word without one."""
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        rows = np.where(self._keys[at] == keys, self._rows[at], -1)
        return self._data[rows]
