"""Language: declared, identified, and when the one is not believed."""

import pytest

from workers.cleanup.language import LanguageIdentifier, choose_language, load_identifier

ENGLISH = (
    "The harbour council voted on Tuesday for a larger budget, and the mayor said that work would begin in spring. " * 4
)
GERMAN = "Der Hafenrat hat am Dienstag einen höheren Haushalt beschlossen, und die Arbeiten beginnen im Frühjahr. " * 4


@pytest.fixture(scope="module")
def identifier() -> LanguageIdentifier:
    return load_identifier()


def test_identified_when_nothing_is_declared(identifier: LanguageIdentifier) -> None:
    assert choose_language(ENGLISH, None, "de", identifier) == ("en", None)
    assert choose_language(GERMAN, None, None, identifier) == ("de", None)


def test_declared_wins_with_its_region(identifier: LanguageIdentifier) -> None:
    assert choose_language(ENGLISH, "en-GB", None, identifier) == ("en-GB", None)


def test_a_clear_contradiction_is_told_and_never_read_as_english(identifier: LanguageIdentifier) -> None:
    language, warning = choose_language(GERMAN, "en", None, identifier)
    assert language == "de"
    assert warning is not None
    assert "declared as en" in warning


def test_a_short_text_does_not_contradict(identifier: LanguageIdentifier) -> None:
    assert choose_language("Der Hafenrat hat beschlossen, sagte er.", "en", None, identifier) == ("en", None)


def test_the_page_is_believed_when_the_text_is_too_short(identifier: LanguageIdentifier) -> None:
    assert choose_language("Oslo 3:1", None, "no", identifier) == ("no", None)


def test_not_known_is_said(identifier: LanguageIdentifier) -> None:
    assert choose_language("3:1", None, None, identifier) == (None, "language could not be identified")
