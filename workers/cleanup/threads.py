"""Threads of readers' comments: parts of a page that are named for comments and hold dated entries."""

import re

import numpy as np

from workers.cleanup.arrays import Mask
from workers.cleanup.blocks import Blocks
from workers.cleanup.marks import ARTICLE_BODY, GROUP_BIT, TAG_BIT

_ENTRIES = 2  # with a date; one may be the page's own
_HEAD_WORDS, _HEAD_CHARS = 15, 120  # "Ana Ruiz on 23 November 2026 at 9:58 said:"
_DATED = re.compile(
    r"\bago\b|\d[:.]\d\d\b|\b(?:19|20)\d\d\b|\bsa(?:ys|id):"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d",
    re.IGNORECASE,
)
_PROSE_WORDS, _LEFT_WORDS = 10, 20  # a page of nothing but a thread keeps it: there it is what the page is read for
_NAMED = GROUP_BIT["comment"]
_WHOLE_PAGE = frozenset(("body", "main", "article"))
_OF_THE_ARTICLE = TAG_BIT["h1"] | TAG_BIT["main"] | GROUP_BIT["body"] | ARTICLE_BODY


def in_threads(page: Blocks) -> Mask:
    """Marks the blocks of a page that stand in a thread of comments under its article.

    Names alone do not tell: some pages name the whole article for the comments that it allows. So the thread must not
    hold a first heading or an article's body, and prose must be left outside.
    """
    containers = page.containers
    named = [at for at, container in enumerate(containers) if container.own & _NAMED]
    places = np.array([block.container for block in page.blocks], dtype=np.int64)
    if not named:
        return np.zeros(len(places), dtype=np.bool_)
    heads = [bool(containers[block.container].mask & _NAMED) and _heads_entry(block.text) for block in page.blocks]
    entries = np.cumsum(np.bincount(places, heads, len(containers)))
    own = np.cumsum([(container.own & _OF_THE_ARTICLE) > 0 for container in containers])
    marks, beyond = np.zeros(len(containers), dtype=np.bool_), 0
    for at in named:
        last = containers[at].end - 1
        if at < beyond or containers[at].tag in _WHOLE_PAGE or own[last] > own[at - 1]:
            continue
        if entries[last] - entries[at - 1] >= _ENTRIES:
            beyond = containers[at].end
            marks[at:beyond] = True
    found: Mask = marks[places]
    left = [len(page.blocks[at].text.split()) for at in np.flatnonzero(~found)]
    return found if sum(words for words in left if words >= _PROSE_WORDS) >= _LEFT_WORDS else np.zeros_like(found)


def without(page: Blocks, marks: Mask) -> Blocks:
    """The page without its marked blocks."""
    if not marks.any():
        return page
    kept = [block for block, mark in zip(page.blocks, marks.tolist(), strict=True) if not mark]
    return Blocks(kept, page.containers)


def _heads_entry(text: str) -> bool:
    return len(text) <= _HEAD_CHARS and len(text.split()) <= _HEAD_WORDS and _DATED.search(text) is not None
