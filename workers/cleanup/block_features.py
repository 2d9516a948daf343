"""Features of a block for the learned block classifier: its text, and its place in the page."""

import re
from dataclasses import dataclass

import numpy as np

from workers.cleanup.arrays import Column, Matrix
from workers.cleanup.blocks import Blocks
from workers.cleanup.containers import bits, kinds_of_place, read_places, same_kind, surroundings
from workers.cleanup.context import FAR, densest, shifted, since, until, window, wording_context
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.line_features import line_features
from workers.cleanup.marks import TAG_BIT
from workers.cleanup.tokens import Tokens

_NOT_LETTERS = re.compile(r"[\W_]+")
_H1 = TAG_BIT["h1"].bit_length() - 1
_SHORT = 15
_PROSE_WORDS = 10
_LEAD = 40  # letters of a page's description that its article begins with


@dataclass(frozen=True)
class Hints:
    """What a page says about its article elsewhere: its headline, description, and JSON-LD's articleBody."""

    headline: str | None = None
    description: str | None = None
    linked_body: str = ""


def block_features(page: Blocks, tokens: Tokens, lexicon: Lexicon, wording: Matrix, hints: Hints) -> Matrix:
    """One row a block; the order of the columns is part of the trained model."""
    texts = [block.text for block in page.blocks]
    own = line_features(texts, tokens, lexicon, hints.headline, english=True)
    words, sentence = tokens.words.astype(np.float64), own["sentence"]
    chars = np.array([len(text) for text in texts], dtype=np.float64)
    links = np.array([block.link_chars for block in page.blocks]) / chars
    strong = np.array([block.strong_chars for block in page.blocks]) / chars
    prose = words * ((sentence > 0) & (words >= _PROSE_WORDS) & (links < 0.5))
    linked = found_in(texts, hints.linked_body)
    places, kinds = read_places(page), kinds_of_place(page)
    headings = (own["headline_equal"] > 0) | (bits(places.own)[places.places, _H1] > 0)
    inline = np.array([block.mask for block in page.blocks], dtype=np.uint64)
    before = np.cumsum(words) - words
    lead = _begins(texts, hints.description)
    single = [
        links,
        strong,
        linked,
        np.minimum([block.links for block in page.blocks], 20),
        [block.after_break for block in page.blocks],
        places.depths[places.places],
        lead,
        since(lead > 0, before),
        *_position(words, prose, headings, np.maximum(own["tail"], 0)),
        np.log1p(len(texts)),
        np.log1p(words.sum()),
        prose.sum() / max(float(words.sum()), 1),
        bool(hints.linked_body),
        bool(hints.description),
    ]
    here = np.stack([own["words"], links, sentence, linked, own["lexicon"], own["title_like"]], 1)
    return np.concatenate(
        [
            np.stack(list(own.values()), 1),
            np.stack([np.broadcast_to(np.asarray(column, dtype=np.float32), len(texts)) for column in single], 1),
            surroundings(places, words, prose, links * words),
            bits(places.masks)[places.places],
            bits(places.own[places.places] | places.own[places.above[0]] | inline),
            same_kind(kinds, words, prose),
            *(shifted(here, step) for step in (-2, -1, 1, 2)),
            window(np.stack([prose, words, links * words], 1), 4),
            wording_context(wording, words, english=True),
        ],
        1,
    ).astype(np.float32)


def fold_letters(text: str) -> str:
    """Letters and digits alone, without case: the same words compare equal however they are set."""
    return _NOT_LETTERS.sub("", text.lower())


def found_in(texts: list[str], other: str) -> Matrix:
    """1 for each text that stands in the other one by its letters: anywhere, or if short as a whole line."""
    if not other:
        return np.zeros(len(texts), dtype=np.float32)
    lines, whole = {fold_letters(line) for line in other.split("\n")}, fold_letters(other)
    letters = [fold_letters(text) for text in texts]
    found = [bool(text) and (text in whole if len(text) >= _SHORT else text in lines) for text in letters]
    return np.array(found, dtype=np.float32)


def _begins(texts: list[str], description: str | None) -> Matrix:
    """1 for each text that begins as the description does."""
    lead = fold_letters(description or "")[:_LEAD]
    if len(lead) < _LEAD:
        return np.zeros(len(texts), dtype=np.float32)
    begins = [len(text) > _LEAD and fold_letters(text[: 2 * _LEAD]).startswith(lead) for text in texts]
    return np.array(begins, dtype=np.float32)


def _position(words: Column, prose: Column, headings: Column, tails: Column) -> list[Column]:
    count = len(words)
    at = np.arange(count)
    before, prose_before = np.cumsum(words) - words, np.cumsum(prose) - prose
    all_prose = max(float(prose.sum()), 1)
    columns = [
        at / count,
        before / max(float(words.sum()), 1),
        prose_before / all_prose,
        np.log1p(np.minimum(prose_before, FAR)),
        np.log1p(np.clip(all_prose - prose_before - prose, 0, FAR)),
        since(headings, before),
        since(tails > 0, before),
        since(prose > 0, at),
        until(prose > 0),
        np.cumsum(tails),
    ]
    for cost in (5.0, 20.0):
        start, end = densest(prose, cost)
        columns += [np.clip(at - start, -50, 50), np.clip(end - at, -50, 50), (at >= start) & (at <= end)]
    return columns
