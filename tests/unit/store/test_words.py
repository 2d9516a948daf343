"""Folding names and texts: what is compared, and its bounds."""

import pytest

from workers.store.words import MAX_KEY_CHARS, MAX_TEXT_CHARS, MAX_WORD_CHARS, fold, name_key, words


@pytest.mark.parametrize(
    ("one", "other"),
    [("Córdoba", "CORDOBA"), ("Łódź", "łódź"), ("Straße", "STRASSE"), ("İstanbul", "istanbul"), ("ﬁnance", "Finance")],
)
def test_case_and_accents_do_not_count(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_letters_do_count() -> None:
    assert fold("Ruiz") != fold("Ruis")
    assert fold("Київ") != fold("Киев")


def test_a_name_is_cut_and_its_spaces_collapsed() -> None:
    assert name_key("  Ana\u00a0 Ruiz\n") == "ana ruiz"
    assert len(name_key("Ö" * 5000)) == MAX_KEY_CHARS
    assert name_key("a" * (MAX_KEY_CHARS - 1) + " b") == "a" * (MAX_KEY_CHARS - 1)
    assert name_key(" \t ") == ""


def test_words_are_distinct_sorted_runs_of_letters_and_digits() -> None:
    assert words("The port's 2nd budget: THE port_fee, 3.5 %") == ["2nd", "3", "5", "budget", "fee", "port", "s", "the"]
    assert words("'\"*:&|!()-_ \\ ") == []


def test_words_and_texts_have_bounds() -> None:
    assert words("x" * 500) == ["x" * MAX_WORD_CHARS]
    assert words("y " * MAX_TEXT_CHARS + "last") == ["last", "y"], "a word that comes again takes no room"
    assert "last" not in words(" ".join(f"{n:06}" for n in range(MAX_TEXT_CHARS // 7 + 1)) + " last")
    assert sum(len(word.encode()) for word in words(" ".join("ﷺ" * 9 for _ in range(60_000)))) < 2**20
