"""An article as the model reads it: vectors of headline and text, and its sentences with their places."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from newsmill.article import CleanArticle
from workers.topics.embedding import Embedding, Floats, item_vector, unit
from workers.topics.sentences import Piece, paragraphs, sentences
from workers.topics.word_pieces import Words

_MOST_CHARS = 20_000  # enough for any news article; bounds the work on a book
_TOPIC_CHARS = 2_500  # news says first what it is about; reading further made top topics worse
_PARTS_CHARS = 4_000
_PART_CHARS = 250  # shorter paragraphs are taken together with the next
_MOST_SENTENCES = 80
_LEAST_WORDS_IN_SENTENCE = 4


@dataclass(frozen=True)
class Sentence:
    """A sentence of the text, or the headline; its word pieces are `reading.words[words]`."""

    start: int
    end: int
    field: Literal["text", "headline"]
    words: slice


@dataclass(frozen=True)
class Reading:
    """One article, split into word pieces once: first those of the headline, then those of the text."""

    article: CleanArticle
    embedding: Embedding
    words: Words
    in_headline: int

    @property
    def size(self) -> int:
        """Word pieces in headline and text together."""
        return len(self.words.ids)

    @cached_property
    def rows(self) -> Floats:
        """The vectors of all word pieces, (pieces, dimensions): looked up once, then summed over what is asked for."""
        return self.embedding.rows(self.words.ids)

    @cached_property
    def vector(self) -> Floats:
        """The whole article; all zero when no word in it is known."""
        (text,) = self._between([Piece(0, _TOPIC_CHARS)])
        return item_vector(self._headline, self._vectors([text])[0])

    @cached_property
    def parts(self) -> Floats:
        """(parts, dimensions): runs of paragraphs, each with the headline at half weight; none for a short text."""
        runs: list[Piece] = []
        for paragraph in paragraphs(self.article.text[:_PARTS_CHARS]):
            if runs and runs[-1].end - runs[-1].start < _PART_CHARS:
                runs[-1] = Piece(runs[-1].start, paragraph.end)
            else:
                runs.append(paragraph)
        if len(runs) < 2:
            return np.zeros((0, len(self.embedding.centre)), np.float32)
        return unit(self._vectors(self._between(runs)) + np.float32(0.5) * self._headline)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The headline, then the sentences of the text, short scraps left out."""
        text = self.article.text
        pieces = [piece for line in paragraphs(text[:_MOST_CHARS]) for piece in sentences(text, line)]
        found = [Sentence(0, len(self.article.headline or ""), "headline", slice(0, self.in_headline))]
        found += [
            Sentence(piece.start, piece.end, "text", words)
            for piece, words in zip(pieces, self._between(pieces), strict=True)
        ]
        long = [one for one in found if one.words.stop - one.words.start >= _LEAST_WORDS_IN_SENTENCE]
        return tuple(long[:_MOST_SENTENCES])

    @cached_property
    def sentence_vectors(self) -> Floats:
        """(sentences, dimensions)."""
        return self._vectors([sentence.words for sentence in self.sentences])

    @cached_property
    def _headline(self) -> Floats:
        vector: Floats = self._vectors([slice(0, self.in_headline)])[0]
        return vector

    def _between(self, pieces: Iterable[Piece]) -> list[slice]:
        """Which word pieces start in each of the stretches of the text."""
        edges = [(piece.start, piece.end) for piece in pieces]
        places = np.searchsorted(self.words.starts[self.in_headline :], edges) + self.in_headline
        return [slice(*pair) for pair in places.tolist()]

    def _vectors(self, stretches: Iterable[slice]) -> Floats:
        return self.embedding.vectors([self.rows[stretch] for stretch in stretches])


def read(article: CleanArticle, embedding: Embedding) -> Reading:
    """Split the article into word pieces."""
    headline = embedding.words(article.headline or "")
    text = embedding.words(article.text[:_MOST_CHARS])
    return Reading(article, embedding, headline.then(text), len(headline.ids))
