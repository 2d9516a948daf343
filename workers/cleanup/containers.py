"""Features of the containers that blocks stand in: how much prose is around them, and where most of it is."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workers.cleanup.arrays import Column, Integers, Matrix
from workers.cleanup.blocks import Blocks
from workers.cleanup.marks import BITS, TAG_BIT

_LEVELS = 3
_MOST = 0.75  # of a page's prose, where the smallest container of it is looked for


@dataclass(frozen=True)
class Places:
    """The containers of a page as arrays, and for each block its own and those above it, nearest first."""

    places: Integers
    parents: Integers
    ends: Integers
    depths: Integers
    own: npt.NDArray[np.uint64]
    masks: npt.NDArray[np.uint64]
    above: list[Integers]

    def totals(self, values: Column) -> Column:
        """For each container the sum over the blocks in it; one column a value."""
        sums = np.zeros((len(self.parents) + 1, values.shape[1]))
        for column in range(values.shape[1]):
            direct = np.bincount(self.places, values[:, column], len(self.parents))
            np.cumsum(direct, out=sums[1:, column])
        return sums[self.ends] - sums[:-1]


def read_places(page: Blocks) -> Places:
    """The arrays of a page."""
    containers = page.containers
    places = np.array([block.container for block in page.blocks], dtype=np.int64)
    parents = np.array([max(container.parent, 0) for container in containers], dtype=np.int64)
    above = [parents[places]]
    for _ in range(_LEVELS - 1):
        above.append(parents[above[-1]])
    return Places(
        places,
        parents,
        np.array([container.end for container in containers], dtype=np.int64),
        np.array([container.depth for container in containers], dtype=np.int64),
        np.array([container.own for container in containers], dtype=np.uint64),
        np.array([container.mask for container in containers], dtype=np.uint64),
        above,
    )


def surroundings(at: Places, words: Column, prose: Column, linked: Column) -> Matrix:
    """What is in the containers above each block: words, prose and links, as sums and as shares of the page."""
    totals = at.totals(np.stack([words, prose, linked, np.ones_like(words)], 1))
    whole = np.maximum(totals[0], 1)
    columns = []
    for up in at.above:
        inside = np.maximum(totals[up, 0], 1)
        columns += [
            np.log1p(totals[up, 0]),
            totals[up, 0] / whole[0],
            totals[up, 1] / whole[1],
            totals[up, 2] / inside,
            totals[up, 1] / inside,
            np.log1p(totals[up, 3]),
            words / inside,
        ]
    return np.stack(columns + _main_part(at, totals, whole) + _articles(at, totals, whole), 1)


def kinds_of_place(page: Blocks) -> Integers:
    """A number for each kind of place: tag and marks of a block's container and of what that stands in."""
    containers = page.containers
    known: dict[tuple[str, int, str, int], int] = {}
    kinds = []
    for block in page.blocks:
        container = containers[block.container]
        parent = containers[max(container.parent, 0)]
        kinds.append(known.setdefault((container.tag, container.own, parent.tag, parent.own), len(known)))
    return np.array(kinds, dtype=np.int64)


def same_kind(kinds: Integers, words: Column, prose: Column) -> Matrix:
    """What all blocks of the same kind of place hold together, and how it lies in the page."""
    size = int(kinds.max()) + 1
    each = np.bincount(kinds, minlength=size).astype(np.float64)
    inside = np.maximum(np.bincount(kinds, words, size), 1)
    own_prose = np.bincount(kinds, prose, size)
    order = np.arange(len(kinds))
    first, last = np.full(size, len(kinds)), np.zeros(size, dtype=np.int64)
    np.minimum.at(first, kinds, order)
    np.maximum.at(last, kinds, order)
    columns = np.stack(
        [
            own_prose / max(float(prose.sum()), 1),
            own_prose / max(float(own_prose.max()), 1),
            own_prose / inside,
            inside / each,
            np.log1p(each),
            each / (last - first + 1),
            (last - first + 1) / len(kinds),
        ],
        1,
    )
    found: Matrix = columns[kinds]
    return found


def bits(masks: npt.NDArray[np.uint64]) -> Matrix:
    """One column a mark."""
    raw = masks.astype("<u8").view(np.uint8).reshape(len(masks), 8)
    return np.unpackbits(raw, axis=1, bitorder="little")[:, :BITS].astype(np.float32)


def _main_part(at: Places, totals: Column, whole: Column) -> list[Column]:
    """How near each block is to the container whose children hold most prose, and to the smallest that holds most."""
    direct = totals[:, 1] - np.bincount(at.parents[1:], totals[1:, 1], len(at.parents))
    score = direct.copy()
    score += np.bincount(at.parents[1:], direct[1:], len(score))
    score += np.bincount(at.parents[at.parents[1:]], direct[1:] / 2, len(score))
    best = int(score.argmax())
    top = max(float(score[best]), 1.0)
    largest = np.flatnonzero(totals[:, 1] >= _MOST * whole[1])
    holder = int(largest[at.depths[largest].argmax()]) if len(largest) else 0
    branches = np.flatnonzero(at.parents == holder)
    branches = branches[branches > holder]
    found = np.searchsorted(branches, at.places, "right") - 1
    branch = (
        np.where(found >= 0, branches[np.maximum(found, 0)], holder)
        if len(branches)
        else np.full(len(at.places), holder)
    )
    inside = (at.places >= holder) & (at.places < at.ends[holder])
    branch = np.where(inside & (at.places != holder), branch, holder)
    words = np.maximum(totals[branch, 0], 1)
    return [
        (at.places >= best) & (at.places < at.ends[best]),
        *(score[up] / top for up in (at.places, *at.above)),
        inside,
        np.where(inside, at.depths[at.places] - at.depths[holder], -1),
        np.where(inside, totals[branch, 1] / whole[1], 0),
        np.where(inside, totals[branch, 1] / words, 0),
        np.where(inside, totals[branch, 2] / words, 0),
        np.full(len(at.places), totals[holder, 1] / np.maximum(totals[holder, 0], 1)),
    ]


def _articles(at: Places, totals: Column, whole: Column) -> list[Column]:
    """The <article> element around each block: its share of the page's prose, and its place among the others."""
    is_article = (at.own & np.uint64(TAG_BIT["article"])) > 0
    nearest = np.full(len(at.parents), -1, dtype=np.int64)
    for place, (parent, here) in enumerate(zip(at.parents.tolist(), is_article.tolist(), strict=True)):
        nearest[place] = place if here else nearest[parent] if place else -1
    own = nearest[at.places]
    order = np.cumsum(is_article)
    largest = float(totals[is_article, 1].max()) if is_article.any() else 0.0
    return [
        np.where(own >= 0, totals[own, 1] / whole[1], -1),
        np.where(own >= 0, totals[own, 1] / max(largest, 1), -1),
        np.where(own >= 0, np.minimum(order[own], 20), 0),
        np.full(len(own), min(int(order[-1]), 20)),
    ]
