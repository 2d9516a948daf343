"""How text is compared: case and accents folded, the same when stored and when queried, on every database."""

import re
import unicodedata

MAX_KEY_CHARS = 200  # an index entry of PostgreSQL ends at 2,704 bytes; 200 characters are 800 at most
MAX_WORD_CHARS = 64
MAX_TEXT_CHARS = 200_000  # a tsvector ends at 1 MiB; 200,000 characters are 800,000 bytes at most

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without accents: "Córdoba" and "CORDOBA" fold to the same."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    for mark in filter(unicodedata.combining, set(decomposed)):
        decomposed = decomposed.replace(mark, "")
    return decomposed


def name_key(name: str) -> str:
    """What a name is found by: folded, white space collapsed, cut to MAX_KEY_CHARS."""
    return " ".join(fold(name).split())[:MAX_KEY_CHARS].rstrip()


def words(text: str) -> list[str]:
    """The distinct words of the text, folded and sorted: what full text finds an article by.

    A word is a run of letters and digits, so what is left can be no syntax of a query language.
    """
    distinct = " ".join(dict.fromkeys(text.split()))  # first, since half of a text repeats the other half
    return sorted({word[:MAX_WORD_CHARS] for word in _WORD.findall(fold(distinct[:MAX_TEXT_CHARS])[:MAX_TEXT_CHARS])})
