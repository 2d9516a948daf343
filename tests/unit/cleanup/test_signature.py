"""Near-duplicate signatures."""

import pytest

from workers.cleanup.signature import signature, similarity

WORDS = [f"word{number % 97}x{number % 13}" for number in range(400)]
TEXT = " ".join(WORDS)


def sign(text: str) -> str:
    found = signature(text)
    assert found is not None
    return found


def test_the_same_words_give_the_same_signature_however_they_are_set() -> None:
    assert signature(TEXT) == signature(TEXT.upper().replace(" ", "\n\n"))


def test_a_wire_copy_with_a_new_beginning_is_near() -> None:
    copy = "A paper of its own adds this sentence first. " + TEXT
    assert similarity(sign(TEXT), sign(copy)) > 0.8


def test_another_text_is_far() -> None:
    other = sign(" ".join(f"other{number % 89}y{number % 11}" for number in range(400)))
    assert similarity(sign(TEXT), other) < 0.1


def test_too_short_to_tell() -> None:
    assert signature("Nineteen words are too few to tell a copy from chance") is None


def test_similarity_estimates_the_shared_part() -> None:
    words = [f"w{number}" for number in range(3000)]
    half = sign(" ".join(words[:2000])), sign(" ".join(words[1000:]))
    assert similarity(*half) == pytest.approx(1 / 3, abs=0.15)


def test_other_strings_are_no_signatures() -> None:
    with pytest.raises(ValueError, match="not a near-duplicate signature"):
        similarity("sim:1234", sign(TEXT))
