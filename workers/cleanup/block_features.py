"""What a block says about itself and its place in the page: numbers for the learned block classifier."""

import re
from dataclasses import dataclass

import numpy as np

from workers.cleanup.blocks import BITS, Blocks
from workers.cleanup.context import Matrix, densest, shifted, since, until, window, wording_context
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.line_features import NAMES as LINE_NAMES
from workers.cleanup.line_features import line_features
from workers.cleanup.lines import Line

_NOT_LETTERS = re.compile(r"[\W_]+")
_SHORT = 15
_PROSE_WORDS = 10
_LEVELS = 3


@dataclass(frozen=True)
class Hints:
    """What others say about the page's article: its headline, an extractor's text, JSON-LD's articleBody."""

    headline: str | None = None
    extracted: str = ""
    linked_body: str = ""


def block_features(page: Blocks, lexicon: Lexicon, wording: Matrix, hints: Hints) -> Matrix:
    """One row a block; the columns are those the model was trained with, in this order."""
    blocks, containers = page.blocks, page.containers
    count = len(blocks)
    lines = [Line(block.text) for block in blocks]
    own = line_features(lines, lexicon, hints.headline, english=True)
    words = own[:, 0] ** 2
    sentence = own[:, LINE_NAMES.index("sentence")]
    chars = np.array([len(block.text) for block in blocks], dtype=np.float32)
    links = np.array([block.link_chars for block in blocks], dtype=np.float32) / chars
    strong = np.array([block.strong_chars for block in blocks], dtype=np.float32) / chars
    prose = words * ((sentence > 0) & (words >= _PROSE_WORDS) & (links < 0.5))
    letters = [fold_letters(block.text) for block in blocks]
    extracted, linked = found_in(letters, hints.extracted), found_in(letters, hints.linked_body)

    places = np.array([block.container for block in blocks])
    ups = _ancestors(page, places)
    totals = _container_totals(
        page, places, np.stack([words, prose, links * words, extracted * words, np.ones_like(words)], 1)
    )
    whole = np.maximum(totals[0], 1)
    columns: list[Matrix] = [own, links[:, None], strong[:, None], extracted[:, None], linked[:, None]]
    columns.append(
        np.array(
            [[min(block.links, 20), block.after_break, containers[block.container].depth] for block in blocks],
            dtype=np.float32,
        )
    )
    for level in range(_LEVELS):
        up = totals[ups[:, level]]
        inside = np.maximum(up[:, 0], 1)
        columns.append(
            np.stack(
                [
                    np.log1p(up[:, 0]),
                    up[:, 0] / whole[0],
                    up[:, 1] / whole[1],
                    up[:, 2] / inside,
                    up[:, 1] / inside,
                    up[:, 3] / inside,
                    np.log1p(up[:, 4]),
                    words / inside,
                ],
                1,
            )
        )
    columns.append(_bits([containers[place].mask for place in places.tolist()]))
    columns.append(_near_bits(page, ups, [block.mask for block in blocks]))
    kinds = _kinds(page, places)
    columns.append(_kind_shares(kinds, words, prose, extracted))
    headings = own[:, LINE_NAMES.index("headline_equal")] + np.array(
        [containers[place].tag == "h1" for place in places.tolist()], dtype=np.float32
    )
    tails = np.maximum(own[:, LINE_NAMES.index("tail")], 0)
    columns.append(_place(words, prose, extracted, headings, tails))
    lexical, title_like = own[:, LINE_NAMES.index("lexicon")], own[:, LINE_NAMES.index("title_like")]
    here = np.stack([own[:, 0], links, sentence, extracted, linked, lexical, title_like], 1)
    columns.extend(shifted(here, step) for step in (-2, -1, 1, 2))
    columns.append(window(np.stack([prose, words, links * words, extracted * words], 1), 4))
    columns.append(wording_context(wording, words, english=True))
    size = np.array(
        [np.log1p(count), np.log1p(whole[0]), whole[1] / whole[0], whole[3] / whole[0], bool(hints.linked_body)]
    )
    columns.append(np.tile(size.astype(np.float32), (count, 1)))
    return np.concatenate(columns, 1).astype(np.float32)


def fold_letters(text: str) -> str:
    """Letters and digits alone, without case: the same words compare equal however they are set."""
    return _NOT_LETTERS.sub("", text.lower())


def found_in(letters: list[str], other: str) -> Matrix:
    """1 for each text (folded to its letters) that stands in the other text: anywhere, or if short as a whole line."""
    if not other:
        return np.zeros(len(letters), dtype=np.float32)
    lines, whole = {fold_letters(line) for line in other.split("\n")}, fold_letters(other)
    found = [bool(text) and (text in whole if len(text) >= _SHORT else text in lines) for text in letters]
    return np.array(found, dtype=np.float32)


def _ancestors(
    page: Blocks, places: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    parents = np.array([max(container.parent, 0) for container in page.containers])
    ups = [places]
    for _ in range(_LEVELS):
        ups.append(parents[ups[-1]])
    return np.stack(ups[1:], 1)


def _container_totals(page: Blocks, places: "np.ndarray[tuple[int], np.dtype[np.int64]]", values: Matrix) -> Matrix:
    totals = np.zeros((len(page.containers), values.shape[1]), dtype=np.float64)
    np.add.at(totals, places, values)
    for at in range(len(page.containers) - 1, 0, -1):
        totals[page.containers[at].parent] += totals[at]
    return totals.astype(np.float32)


def _bits(masks: list[int]) -> Matrix:
    width = (BITS + 7) // 8
    raw = np.frombuffer(b"".join(mask.to_bytes(width + 1, "little") for mask in masks), dtype=np.uint8)
    return np.unpackbits(raw.reshape(len(masks), width + 1), axis=1, bitorder="little")[:, :BITS].astype(np.float32)


def _near_bits(page: Blocks, ups: "np.ndarray[tuple[int, int], np.dtype[np.int64]]", inline: list[int]) -> Matrix:
    """The marks of the block's own container, its parent, and the inline elements in it."""
    containers = page.containers
    masks = []
    for at, block in enumerate(page.blocks):
        container = containers[block.container]
        masks.append(container.own | containers[int(ups[at, 0])].own | inline[at])
    return _bits(masks)


def _kinds(
    page: Blocks, places: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """A number for each kind of place: tag and marks of the container, and tag and depth of what it stands in."""
    known: dict[tuple[str, int, str, int], int] = {}
    kinds = []
    for place in places.tolist():
        container = page.containers[place]
        parent = page.containers[max(container.parent, 0)]
        kinds.append(known.setdefault((container.tag, container.own, parent.tag, parent.own), len(known)))
    return np.array(kinds)


def _kind_shares(
    kinds: "np.ndarray[tuple[int], np.dtype[np.int64]]", words: Matrix, prose: Matrix, extracted: Matrix
) -> Matrix:
    sums = np.zeros((int(kinds.max()) + 1, 4))
    np.add.at(sums, kinds, np.stack([words, prose, extracted * words, np.ones_like(words)], 1))
    each = sums[kinds]
    inside = np.maximum(each[:, 0], 1)
    return np.stack(
        [
            each[:, 1] / max(float(prose.sum()), 1),
            each[:, 1] / inside,
            each[:, 2] / inside,
            np.log1p(each[:, 3]),
            inside / each[:, 3],
        ],
        1,
    ).astype(np.float32)


def _place(words: Matrix, prose: Matrix, extracted: Matrix, headings: Matrix, tails: Matrix) -> Matrix:
    count = len(words)
    at = np.arange(count)
    total, all_prose = max(float(words.sum()), 1), max(float(prose.sum()), 1)
    before, prose_before = np.cumsum(words) - words, np.cumsum(prose) - prose
    taken = extracted * words
    taken_before = np.cumsum(taken) - taken
    marks = np.flatnonzero(extracted)
    first, last = (int(marks[0]), int(marks[-1])) if len(marks) else (0, count - 1)
    columns = [
        at / count,
        before / total,
        prose_before / all_prose,
        taken_before / max(float(taken.sum()), 1),
        np.clip(at - first, -50, 50),
        np.clip(last - at, -50, 50),
        np.log1p(prose_before),
        np.log1p(all_prose - prose_before - prose),
        since(headings > 0, before),
        since(tails > 0, before),
        since(prose > 0, at),
        until(prose > 0),
        since(extracted > 0, at),
        until(extracted > 0),
        np.cumsum(tails),
    ]
    for cost in (5.0, 20.0):
        start, end = densest(prose, cost)
        columns += [np.clip(at - start, -50, 50), np.clip(end - at, -50, 50), (at >= start) & (at <= end)]
    return np.stack(columns, 1).astype(np.float32)
