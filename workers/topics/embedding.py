"""Static word vectors: a text's vector is the mean of its word pieces' vectors, centred, of length 1."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Words:
    """The known word pieces of a text: ids, places in the text in code points, and which word each belongs to."""

    ids: Indices
    starts: Indices
    ends: Indices
    words: Indices

    def between(self, start: int, end: int) -> "Words":
        """The pieces that start in text[start:end]."""
        first, last = np.searchsorted(self.starts, (start, end))
        return Words(*(column[first:last] for column in (self.ids, self.starts, self.ends, self.words)))


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
        return self.steps[ids] * self.scale[ids]

    def words(self, text: str) -> Words:
        """Split a text into word pieces and keep the known ones."""
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        ids = np.array(encoded.ids, np.int64)
        known = ids != self.tokenizer.token_to_id("[UNK]")
        places = np.array(encoded.offsets, np.int64).reshape(-1, 2)[known]
        return Words(ids[known], places[:, 0], places[:, 1], np.array(encoded.word_ids, np.int64)[known])

    def vector(self, words: Words) -> Floats:
        """The vector of a text from its pieces; all zero for a text without pieces."""
        if not len(words.ids):
            return np.zeros_like(self.centre)
        return unit(unit(self.rows(words.ids).sum(0)) - self.centre)

    def vectors_of(self, texts: Sequence[str]) -> Floats:
        """One row a text."""
        return np.array([self.vector(self.words(text)) for text in texts], np.float32).reshape(len(texts), -1)


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
