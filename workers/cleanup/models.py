"""The learned classifiers: which blocks of a page and which lines of a text belong to the article."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from newsmill.errors import Misconfigured
from workers.cleanup.arrays import Mask
from workers.cleanup.block_features import Hints, block_features
from workers.cleanup.blocks import Blocks
from workers.cleanup.boosted import Trees, read_trees
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.smoothing import likeliest_runs
from workers.cleanup.text_features import text_features
from workers.cleanup.tokens import tokenize
from workers.cleanup.wording import wording_scores

# Chosen by cross-validation over sites: docs/choices, "Runs instead of lines".
_PAGE_COST, _PAGE_BIAS = 1.0, 0.4
_TEXT_COST, _TEXT_BIAS = 3.0, 0.2


@dataclass(frozen=True)
class Models:
    """`foreign` reads structure alone, in texts that are not English; such pages are left to trafilatura."""

    page_wording: npt.NDArray[np.float32]
    text_wording: npt.NDArray[np.float32]
    page: Trees
    text: Trees
    foreign: Trees

    def own_blocks(self, page: Blocks, lexicon: Lexicon, hints: Hints) -> Mask:
        """Which blocks of an English page belong to its article."""
        tokens = tokenize([block.text for block in page.blocks])
        rows = block_features(page, tokens, lexicon, wording_scores(tokens, self.page_wording), hints)
        return likeliest_runs(self.page.predict(rows), tokens.words, _PAGE_COST, _PAGE_BIAS)

    def own_lines(self, lines: list[str], lexicon: Lexicon, headline: str | None, english: bool) -> Mask:
        """Which lines of a scraped text belong to its article; `headline` may be words of its address.

        In other languages both models miss lines, one for want of English words and the other since it reads none:
        there the one counts that takes a line for the article.
        """
        tokens = tokenize(lines)
        wording = wording_scores(tokens, self.text_wording)
        probability = self.text.predict(text_features(lines, tokens, lexicon, wording, headline, english=True))
        if not english:
            rows = text_features(lines, tokens, lexicon, wording, headline, english=False)
            probability = np.maximum(probability, self.foreign.predict(rows))
        # Known furniture goes by itself; it counts as a line without words, so that it parts no article in two.
        known = np.array([lexicon.reason(line) is not None for line in lines], dtype=np.bool_)
        return likeliest_runs(probability, np.where(known, 0, tokens.words), _TEXT_COST, _TEXT_BIAS)


def read_models(path: Path) -> Models:
    """Read the models from one file. Raises Misconfigured when it is missing or of another kind."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Models(
                arrays["page.wording"].astype(np.float32),
                arrays["text.wording"].astype(np.float32),
                read_trees(arrays, "page"),
                read_trees(arrays, "text"),
                read_trees(arrays, "foreign"),
            )
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Misconfigured(
            f"cleanup models {path}: {error}; train them with python -m workers.cleanup.training"
        ) from error
