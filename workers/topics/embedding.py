"""Static word vectors: a text's vector is the mean of its word pieces' vectors, centred, of length 1."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from workers.topics.word_pieces import Indices, WordPieces, Words

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Embedding:
    """The vector of piece n is `steps[n] * scale[n]`, already weighted by how telling the piece is.

    steps (pieces, dimensions) are whole numbers, a quarter of the memory; scale (pieces, 1); centre (dimensions,).
    """

    tokenizer: Tokenizer
    steps: NDArray[np.int8]
    scale: Floats
    centre: Floats

    @classmethod
    def of(cls, tokenizer: Tokenizer, vectors: Floats, centre: Floats) -> "Embedding":
        """Round vectors (pieces, dimensions) to steps of 1/127 of each one's largest value."""
        return cls(tokenizer, *to_steps(vectors), centre)

    def centred_on(self, texts: Sequence[str]) -> "Embedding":
        """The same with the texts' mean as centre."""
        vectors = np.array([unit(self.rows(self.words(text).ids).sum(0)) for text in texts], np.float32)
        return replace(self, centre=vectors.mean(0))

    def rows(self, ids: Indices) -> Floats:
        """The vectors of pieces; (pieces, dimensions)."""
        rows = self.steps.take(ids, 0).astype(np.float32)
        rows *= self.scale.take(ids, 0)
        return rows

    def words(self, text: str) -> Words:
        """Split a text into word pieces and keep the known ones."""
        return self._word_pieces.split(text)

    def vectors(self, texts: Sequence[Floats]) -> Floats:
        """One row a text, from the vectors of its pieces, (pieces, dimensions); all zero for a text without pieces."""
        sums = np.array([rows.sum(0) for rows in texts], np.float32).reshape(-1, len(self.centre))
        vectors = unit(unit(sums) - self.centre)
        vectors[[not len(rows) for rows in texts]] = 0
        return vectors

    def vectors_of(self, texts: Sequence[str]) -> Floats:
        """One row a text."""
        return self.vectors([self.rows(self.words(text).ids) for text in texts])

    @cached_property
    def _word_pieces(self) -> WordPieces:
        return WordPieces(self.tokenizer)


def to_steps(vectors: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Vectors (rows, dimensions) as whole numbers from -127 to 127 and the size of a step in each row, (rows, 1)."""
    scale = np.maximum(np.abs(vectors).max(1, keepdims=True) / 127, 1e-12).astype(np.float32)
    return np.round(vectors / scale).astype(np.int8), scale


def unit(values: Floats) -> Floats:
    """Scale to length 1 along the last axis; zero stays zero."""
    length = np.sqrt(np.vecdot(values, values))[..., None]
    scaled: Floats = values / np.maximum(length, np.float32(1e-9))
    return scaled


def item_vector(headline: Floats, text: Floats) -> Floats:
    """Headline and text count the same, however long the text is; works on rows too."""
    return unit(headline + text)
