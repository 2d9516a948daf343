"""Which lines the learned models keep, told by models that answer as the test says."""

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
