"""The language gate: which texts the model can read, and a sentence about each one it cannot."""

import re
import unicodedata
from collections.abc import Sequence

from workers.entities.cues import words

_SAMPLE = 4000  # code points from the start that are looked at
_COMMON = words(
    "a an and are as at be been but by for from had has have he her his in is it not of on or said she that the their"
    " they this to was were which will with"
)
_ENGLISH = 0.16  # articles in English have 0.20 to 0.51 of these words (docs/choices/entities.md)
_FEWEST_WORDS = 30


def why_unreadable(text: str, language: str | None, languages: Sequence[str]) -> str | None:
    """A sentence that says why the model cannot read the text, or None when it can.

    `language` is BCP 47; only its first part counts. None (the caller gave none and cleanup could not tell) is read as
    English where English is what the model reads, unless letters or words speak against it.
    """
    supported = ", ".join(languages)
    if language is not None and language.split("-")[0] not in languages:
        return f"entities: the language {language!r} is not one that the model reads ({supported})"
    if tuple(languages) != ("en",):
        return None
    sample = text[:_SAMPLE]
    if not _mostly_latin(sample):
        return "entities: most letters of the text are not Latin, so it is not in a language that the model reads (en)"
    if language is None and not _reads_like_english(sample):
        return "entities: the text came without a language and does not read like English, all that the model reads"
    return None


def _mostly_latin(sample: str) -> bool:
    if sample.isascii():
        return True
    letters = [char for char in sample if char.isalpha()]
    latin = sum(char.isascii() or unicodedata.name(char, "").startswith("LATIN") for char in letters)
    return latin * 2 >= len(letters)


def _reads_like_english(sample: str) -> bool:
    found = re.findall(r"[^\W\d_]+", sample.casefold())
    return len(found) < _FEWEST_WORDS or sum(word in _COMMON for word in found) >= _ENGLISH * len(found)
