"""The language gate: which texts the model can read, and a sentence about each one it cannot."""

import unicodedata
from collections.abc import Collection

_LATIN_SAMPLE = 2000


def why_unreadable(text: str, language: str | None, languages: Collection[str]) -> str | None:
    """A sentence that says why the model cannot read the text, or None when it can.

    `language` is BCP 47; only its first part counts. None (the caller gave none and cleanup could not tell) is read
    as if it were a supported one, as long as the letters are Latin.
    """
    if language is not None and language.split("-")[0] not in languages:
        supported = ", ".join(sorted(languages))
        return f"entities: the language {language!r} is not one that the model reads ({supported})"
    if "en" in languages and len(languages) == 1 and not _mostly_latin(text):
        return "entities: most letters of the text are not Latin, so it is not in a language that the model reads (en)"
    return None


def _mostly_latin(text: str) -> bool:
    letters = [char for char in text[:_LATIN_SAMPLE] if char.isalpha()]
    latin = sum(char.isascii() or unicodedata.name(char, "").startswith("LATIN") for char in letters)
    return latin * 2 >= len(letters)
