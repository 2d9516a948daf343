"""Folding is settled after one pass, and words hold nothing that a query language could read."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from workers.store.words import MAX_WORD_CHARS, fold, name_key, words


@given(text=st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert name_key(name_key(text)) == name_key(text)
    assert words(" ".join(words(text))) == words(text)


@given(text=st.text())
def test_case_and_composition_do_not_change_the_words(text: str) -> None:
    assert words(unicodedata.normalize("NFC", text)) == words(unicodedata.normalize("NFD", text))
    assert words(text.casefold()) == words(text)


@given(text=st.text(), more=st.text())
def test_words_are_letters_and_digits_and_never_vanish_in_a_longer_text(text: str, more: str) -> None:
    found = words(text)

    assert all(word.isalnum() and len(word) <= MAX_WORD_CHARS for word in found)
    assert set(found) <= set(words(f"{text} {more}"))
