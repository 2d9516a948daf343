"""How trees are read, and which lines are kept by models that answer as the test says."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pytest

from workers.cleanup.boosted import Trees
from workers.cleanup.lexicon import read_lexicon
from workers.cleanup.models import Models
from workers.cleanup.resources import LEXICON
from workers.cleanup.wording import BUCKETS

LINES = ["Der Rat stimmte am Montag für den Haushalt der Stadt und des Hafens."] * 3
OF_ENGLISH, OF_STRUCTURE = [0.9, 0.01, 0.01], [0.01, 0.01, 0.9]


@dataclass(frozen=True)
class Says:
    """Trees that give these probabilities."""

    probabilities: list[float]

    def predict(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        assert len(rows) == len(self.probabilities)
        return np.array(self.probabilities)


@pytest.mark.parametrize(("english", "kept"), [(True, [True, False, False]), (False, [True, False, True])])
def test_in_other_languages_a_line_stays_when_one_of_two_models_takes_it(english: bool, kept: list[bool]) -> None:
    weights = np.zeros(BUCKETS + 1, dtype=np.float32)
    text, foreign = cast("Trees", Says(OF_ENGLISH)), cast("Trees", Says(OF_STRUCTURE))
    models = Models(weights, weights, text, text, foreign)
    assert models.own_lines(LINES, read_lexicon(LEXICON), None, english).tolist() == kept


def test_a_row_goes_on_to_the_node_below_up_to_the_threshold_and_to_the_next_beyond() -> None:
    # x0 <= 1 ? (x1 <= 5 ? -2 : 1) : 3, and a tree of one leaf
    trees = Trees(
        columns=2,
        depth=2,
        roots=np.array([0, 5], dtype=np.int32),
        feature=np.array([0, 1, 0, 0, 0, 0], dtype=np.int32),
        threshold=np.array([1, 5, np.inf, np.inf, np.inf, np.inf], dtype=np.float32),
        below=np.array([1, 3, 2, 3, 4, 5], dtype=np.int32),
        value=np.array([0, 0, 3, -2, 1, 0.5]),
    )
    rows = np.array([[1, 5], [1, 6], [1.5, 0]], dtype=np.float32)
    odds = np.array([-1.5, 1.5, 3.5])
    assert trees.predict(rows).tolist() == pytest.approx((1 / (1 + np.exp(-odds))).tolist(), abs=1e-6)
