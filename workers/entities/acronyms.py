"""Acronyms that an article explains: after "Sexual Minorities Uganda (SMUG)", SMUG has the label of the long form."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from workers.entities.cues import words

_SHORT = re.compile(r"\s?[(\[]\s?[“\"']?([A-Z][A-Za-z&-]*[A-Z]s?|[A-Z]{2,})[”\"']?\s?[)\]]")
_SMALL = words("of for and the in on de la el del des du da do et y & to at")
_WORD = re.compile(r"[^\s-]+")
_QUOTES = "“\"'‘("
_LONGEST = 120  # code points before the bracket that a long form may start in


class Explained(NamedTuple):
    """Where a long form and the acronym in brackets after it stand, in code points."""

    start: int
    end: int
    short_start: int
    short_end: int


def explained(text: str) -> Iterator[Explained]:
    """Yield the acronyms in brackets whose letters are the initials of the words before them."""
    for match in _SHORT.finditer(text):
        line = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _LONGEST)
        before = [*_WORD.finditer(text, line, match.start())]
        first = _first_word([word[0].lstrip(_QUOTES) for word in before], match[1])
        if first is not None:
            word = before[first]
            start = word.end() - len(word[0].lstrip(_QUOTES))
            yield Explained(start, match.start(), match.start(1), match.end(1))


def initials(name: str) -> set[str]:
    """The acronyms that a name may have, in capitals: of all its words, and of those that are not small ones."""
    parts: list[str] = _WORD.findall(name)
    telling = [part for part in parts if part.lower() not in _SMALL]
    return {"".join(part[0] for part in chosen).upper() for chosen in (parts, telling)}


def _first_word(names: Sequence[str], short: str) -> int | None:
    """Which word the acronym starts at, reading backwards from the last; None when the initials differ."""
    at = len(names)
    for letter in reversed([letter.lower() for letter in short if letter.isalnum()]):
        at -= 1
        while at >= 0 and names[at].lower() in _SMALL and names[at][0].lower() != letter:
            at -= 1
        if at < 0 or names[at][:1].lower() != letter:
            return None
    return at if names[at][:1].isupper() else None
