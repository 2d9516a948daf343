"""Labelled pages as samples: blocks of the page, and lines of the plain text a scraper would make of it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from workers.cleanup.arrays import Mask, Matrix
from workers.cleanup.block_features import Hints, block_features
from workers.cleanup.blocks import Blocks
from workers.cleanup.guards import Limits
from workers.cleanup.headline import words_of_address
from workers.cleanup.language import load_identifier
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.lines import split_lines
from workers.cleanup.page import running_text
from workers.cleanup.reading import read_page
from workers.cleanup.repair import repair
from workers.cleanup.text_features import text_features
from workers.cleanup.tokens import Tokens, tokenize
from workers.cleanup.training.labels import label_lines
from workers.cleanup.training.visible import visible_lines

_FOLDS = 5
_LEAST_RECALL, _LEAST_WORDS = 0.6, 40  # below, the expected text is not that of the page


@dataclass(frozen=True)
class Sample:
    """One page: its lines, which of them belong to the article, and how to make the model's input of it."""

    site: str
    english: bool
    texts: list[str]
    own: Mask
    words: npt.NDArray[np.int64]
    tokens: Tokens
    matrix: Callable[[Lexicon, Matrix, bool], Matrix]

    def features(self, lexicon: Lexicon, wording: Matrix, *, english: bool) -> Matrix:
        """The rows of this page for a model of English or of other languages."""
        return self.matrix(lexicon, wording, english)

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """A word counts by its share of its article, so that short and long articles count the same."""
        each: npt.NDArray[np.float64] = self.words.astype(np.float64) + 1.0
        return each / max(float(each[self.own].sum()), 150.0)


def site_of(url: str) -> str:
    """The site that an address belongs to."""
    return urlsplit(url).netloc.removeprefix("www.")


def fold_of_site(site: str) -> int:
    """All pages of a site fall into one of five folds, always the same."""
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % _FOLDS


def page_samples(rows: list[dict[str, Any]]) -> list[Sample]:
    """Blocks of each page."""
    identifier = load_identifier()
    samples: list[Sample] = []
    for row in rows:
        reading = read_page(row["html"], row["url"], Limits())
        blocks, hints = reading.blocks, reading.hints
        texts = [block.text for block in blocks.blocks]
        tokens = tokenize(texts)
        english = identifier.identify(running_text(blocks))[0] == "en"
        _add(samples, row, english, texts, tokens, partial(_page_matrix, blocks, tokens, hints))
    return samples


def text_samples(rows: list[dict[str, Any]]) -> list[Sample]:
    """Visible lines of each page."""
    identifier = load_identifier()
    samples: list[Sample] = []
    for row in rows:
        texts = [line.text for line in split_lines(repair(visible_lines(row["html"])))]
        tokens = tokenize(texts)
        english = identifier.identify(row["expected"])[0] == "en"
        headline = words_of_address(row["url"]) if fold_of_site(row["url"]) else None  # one in five comes without
        _add(samples, row, english, texts, tokens, partial(_text_matrix, texts, tokens, headline))
    return samples


def _page_matrix(
    blocks: Blocks, tokens: Tokens, hints: Hints, lexicon: Lexicon, wording: Matrix, english: bool
) -> Matrix:
    del english
    return block_features(blocks, tokens, lexicon, wording, hints)


def _text_matrix(
    texts: list[str], tokens: Tokens, headline: str | None, lexicon: Lexicon, wording: Matrix, english: bool
) -> Matrix:
    return text_features(texts, tokens, lexicon, wording, headline, english)


def _add(
    samples: list[Sample],
    row: dict[str, Any],
    english: bool,
    texts: list[str],
    tokens: Tokens,
    matrix: Callable[[Lexicon, Matrix, bool], Matrix],
) -> None:
    words = np.array([len(text.split()) for text in texts], dtype=np.int64)
    own = np.array(label_lines(texts, row["expected"])) > 0.5
    found = int(words[own].sum()) if len(texts) else 0
    if found >= max(_LEAST_WORDS, _LEAST_RECALL * len(row["expected"].split())):
        samples.append(Sample(site_of(row["url"]), english, texts, own, words, tokens, matrix))
