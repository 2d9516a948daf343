"""Drops "names" in headings, where every word has a capital, that the article never uses again."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from workers.entities.lexicon import Lexicon
from workers.entities.mention import Mention

_LINE = re.compile(r"[^\n]+")
_LONG_WORD = re.compile(r"[^\W\d_][\w’'-]{3,}")
_WORDS = 14  # a longer line is a sentence


def without_heading_words(mentions: Iterable[Mention], text: str, lexicon: Lexicon) -> list[Mention]:
    """The mentions of one text, less those that stand in headings only; known names and full names of people stay."""
    headings = [(line.start(), line.end()) for line in _LINE.finditer(text) if _is_heading(line[0].strip())]
    if not headings:
        return [*mentions]
    body, reached = [], 0
    for start, end in headings:
        body.append(text[reached:start])
        reached = end
    running_text = "".join([*body, text[reached:]])
    return [
        mention
        for mention in mentions
        if not _stands_in(mention.start, headings)
        or (mention.label == "PERSON" and " " in mention.text)
        or mention.text in lexicon.known
        or mention.text in lexicon.cities
        or _is_used(mention.text, running_text)
    ]


def _stands_in(at: int, headings: Sequence[tuple[int, int]]) -> bool:
    before = bisect_right(headings, at, key=lambda heading: heading[0]) - 1
    return before >= 0 and at < headings[before][1]


def _is_heading(line: str) -> bool:
    """A short line of capitalised words that does not end as a sentence does."""
    words: list[str] = _LONG_WORD.findall(line)
    if len(words) < 2 or len(line.split()) > _WORDS or line[-1] in '.!:;,…"”)':
        return False
    return sum(word[0].isupper() for word in words) * 4 >= len(words) * 3


def _is_used(name: str, running_text: str) -> bool:
    """True when the name, or the last word of a longer one, stands in the running text."""
    return name in running_text or (" " in name and name.rsplit(maxsplit=1)[-1] in running_text)
