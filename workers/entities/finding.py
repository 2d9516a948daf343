"""Finds known names in a text as whole words: the longest form wins, and nothing overlaps."""

import re
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[^\W_](?:[\w.&+]*[\w+])?")


class Finder:
    """Looks for many forms at once: one dictionary look-up a word of the text."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = {}
        for form in forms:
            if first := _WORD.match(form):
                self._by_first.setdefault(first[0], []).append(form)
        for sharing in self._by_first.values():
            sharing.sort(key=lambda form: (-len(form), form))

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) in order for each form that stands in the text as whole words."""
        reached = 0
        for word in _WORD.finditer(text):
            start = word.start()
            if start < reached:
                continue
            for form in self._by_first.get(word[0], ()):
                end = start + len(form)
                if text.startswith(form, start) and not _continues(text, end):
                    reached = end
                    yield start, end
                    break


def _continues(text: str, end: int) -> bool:
    """True where the word goes on, as "Niger" does in "Nigeria" but not in "Niger-based"."""
    following = text[end : end + 1]
    return bool(following) and (following.isalnum() or following == "_")
