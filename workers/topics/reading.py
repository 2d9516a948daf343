"""An article as the model reads it: vectors of headline and text, and its sentences with their places."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from workers.article import CleanArticle
from workers.topics.embedding import Embedding, Floats, Words, item_vector, unit
from workers.topics.sentences import Piece, paragraphs, sentences

_MOST_CHARS = 20_000  # enough for any news article; bounds the work on a book
_TOPIC_CHARS = 2_500  # news says first what it is about; reading further made top topics worse
_PARTS_CHARS = 4_000
_PART_CHARS = 250  # shorter paragraphs are taken together with the next
_MOST_SENTENCES = 80
_LEAST_WORDS_IN_SENTENCE = 4


@dataclass(frozen=True)
class Sentence:
    """A sentence of the text, or the headline, with its word pieces."""

    start: int
    end: int
    field: Literal["text", "headline"]
    words: Words


@dataclass(frozen=True)
class Reading:
    """One article, split into word pieces once."""

    article: CleanArticle
    embedding: Embedding
    headline: Words
    text: Words

    @property
    def size(self) -> int:
        """Word pieces in headline and text together."""
        return len(self.headline.ids) + len(self.text.ids)

    @cached_property
    def vector(self) -> Floats:
        """The whole article; all zero when no word in it is known."""
        return item_vector(
            self.embedding.vector(self.headline), self.embedding.vector(self.text.between(0, _TOPIC_CHARS))
        )

    @cached_property
    def parts(self) -> Floats:
        """(parts, dimensions): runs of paragraphs, each with the headline at half weight; none for a short text."""
        runs: list[list[int]] = []
        for paragraph in paragraphs(self.article.text[:_PARTS_CHARS]):
            if runs and runs[-1][1] - runs[-1][0] < _PART_CHARS:
                runs[-1][1] = paragraph.end
            else:
                runs.append([paragraph.start, paragraph.end])
        if len(runs) < 2:
            return np.zeros((0, len(self.embedding.centre)), np.float32)
        texts = np.array([self.embedding.vector(self.text.between(start, end)) for start, end in runs])
        return unit(texts + np.float32(0.5) * self.embedding.vector(self.headline))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The headline, then the sentences of the text, short scraps left out."""
        found = [sentence for sentence in self._all() if len(sentence.words.ids) >= _LEAST_WORDS_IN_SENTENCE]
        return tuple(found[:_MOST_SENTENCES])

    @cached_property
    def sentence_vectors(self) -> Floats:
        """(sentences, dimensions)."""
        rows = [self.embedding.vector(sentence.words) for sentence in self.sentences]
        return np.array(rows, np.float32).reshape(len(rows), -1)

    def _all(self) -> Iterator[Sentence]:
        if self.article.headline:
            yield Sentence(0, len(self.article.headline), "headline", self.headline)
        for paragraph in paragraphs(self.article.text[:_MOST_CHARS]):
            for piece in sentences(self.article.text, paragraph):
                yield self._sentence(piece)

    def _sentence(self, piece: Piece) -> Sentence:
        return Sentence(piece.start, piece.end, "text", self.text.between(piece.start, piece.end))


def read(article: CleanArticle, embedding: Embedding) -> Reading:
    """Split the article into word pieces."""
    return Reading(
        article, embedding, embedding.words(article.headline or ""), embedding.words(article.text[:_MOST_CHARS])
    )
