"""Whom a partial name means: "Ruiz", "Ana" or "Mrs Ruiz" in an article that also says "Ana Maria Ruiz"."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

_MANY = 100  # people who share a word of their names; more are in lists, whose reading must not cost their square
_NAME_TAILS = frozenset({"jr", "sr", "ii", "iii", "iv"})


class People:
    """The people of one article by their full names. Names are plain: without case, accents and points."""

    def __init__(self, names: Sequence[str]) -> None:
        """`names` are those of all mentions of people, in reading order."""
        places: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(names):
            if len(words := telling_words(name)) > 1:
                places[" ".join(words)].append(at)
        self._places = places
        self._with_word: dict[str, list[str]] = defaultdict(list)
        for full in places:
            for word in dict.fromkeys(full.split()):
                if len(self._with_word[word]) < _MANY:
                    self._with_word[word].append(full)
        self._fullest = {full: self._longest(full) for full in places}

    def full_name(self, name: str, at: int) -> str:
        """The fullest form of the name of mention number `at`; itself when the article has no fuller one.

        A surname goes before a given name, and the person who was named last before a person named later.
        """
        words = telling_words(name)
        if len(words) > 1:
            return self._fullest[" ".join(words)]
        sharing = [
            (_closeness(words[0], full.split()), self._nearness(full, at), full)
            for full in self._with_word.get(words[0], ())
        ]
        return self._fullest[max(sharing)[2]] if sharing else words[0]

    def _nearness(self, full: str, at: int) -> tuple[bool, int]:
        places = self._places[full]
        before = bisect_right(places, at)
        return (True, places[before - 1]) if before else (False, -places[0])

    def _longest(self, name: str) -> str:
        words = name.split()
        longer = [full for full in self._with_word[words[-1]] if _is_within(words, full.split())]
        return max(longer, default=name, key=lambda full: (len(full.split()), -self._places[full][0]))


def telling_words(name: str) -> list[str]:
    """The words that tell a person from others, without quotes, brackets and "Jr"."""
    words = [word.strip(",\"'“”‘()") for word in name.split()]
    return [word for word in words if word and word not in _NAME_TAILS] or words


def _closeness(word: str, full: Sequence[str]) -> int:
    return 2 if full[-1] == word else 1 if full[0] == word else 0


def _is_within(words: Sequence[str], full: Sequence[str]) -> bool:
    """True for "eddie wu" in "eddie wu yongming", "maria ruiz" in "ana maria ruiz", "ana ruiz" in the same."""
    if words[0] != full[0] and words[-1] != full[-1]:
        return False
    rest = iter(full)
    return all(word in rest for word in words)
