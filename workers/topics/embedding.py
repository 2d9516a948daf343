"""Static word vectors: a text's vector is the mean of its word pieces' vectors, centred, of length 1."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Words:
    """The word pieces of a text: ids, and where each starts in the text, in code points."""

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]

    def between(self, start: int, end: int) -> NDArray[np.int64]:
        """Ids of the pieces that start in text[start:end]."""
        first, last = np.searchsorted(self.starts, (start, end))
        return self.ids[first:last]


@dataclass(frozen=True)
class Embedding:
    """`vectors`: (pieces, dimensions), each already weighted by how telling the piece is; `centre`: (dimensions,)."""

    tokenizer: Tokenizer
    vectors: Floats
    centre: Floats

    def words(self, text: str) -> Words:
        """Split a text into known word pieces."""
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        ids = np.array(encoded.ids, np.int64)
        starts = np.array([start for start, _ in encoded.offsets], np.int64)
        known = ids != self.tokenizer.token_to_id("[UNK]")
        return Words(ids[known], starts[known])

    def whole_words(self, text: str) -> list[tuple[str, NDArray[np.int64]]]:
        """The words of a text as they stand there, each with the ids of its pieces."""
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        spans: dict[int, list[int]] = {}
        for number, word in enumerate(encoded.word_ids):
            if word is not None:
                spans.setdefault(word, []).append(number)
        ids = np.array(encoded.ids, np.int64)
        return [
            (text[encoded.offsets[numbers[0]][0] : encoded.offsets[numbers[-1]][1]], ids[numbers])
            for numbers in spans.values()
        ]

    def vector(self, ids: NDArray[np.int64]) -> Floats:
        """The vector of a text from its pieces; all zero for a text without pieces."""
        if not len(ids):
            return np.zeros_like(self.centre)
        return unit(unit(self.vectors[ids].mean(0)) - self.centre)

    def vectors_of(self, texts: Sequence[str]) -> Floats:
        """One row a text."""
        return np.array([self.vector(self.words(text).ids) for text in texts], np.float32).reshape(len(texts), -1)


def unit(values: Floats) -> Floats:
    """Scale to length 1 along the last axis; zero stays zero."""
    length = np.sqrt((values * values).sum(-1, keepdims=True))
    scaled: Floats = (values / np.maximum(length, 1e-9)).astype(np.float32)
    return scaled


def item_vector(headline: Floats, text: Floats) -> Floats:
    """Headline and text count the same, however long the text is."""
    return unit(headline + text)
