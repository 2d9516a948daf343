"""Names for the arrays that features are computed in: one row per line of text, or per block of a page."""

from typing import Any

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]  # (rows, features), or (rows,) for a single feature
Column = npt.NDArray[Any]  # (rows,): one number a row, of whatever kind it was computed in
Mask = npt.NDArray[np.bool_]  # (rows,), or one element a character or token
Integers = npt.NDArray[np.int64]
