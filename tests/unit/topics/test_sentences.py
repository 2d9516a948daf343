"""Sentences: where they end, and that nothing is lost between them."""

import pytest

from workers.topics.sentences import paragraphs, sentences


def split(text: str) -> list[str]:
    return [text[s.start : s.end] for paragraph in paragraphs(text) for s in sentences(text, paragraph)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rain fell. Snow came.", ["Rain fell.", "Snow came."]),
        ("  One.\n\n Two!  \n", ["One.", "Two!"]),
        ("He met Mr. Lind and J. Vos. They left.", ["He met Mr. Lind and J. Vos.", "They left."]),
        ("Growth was 3.5 percent. It slowed.", ["Growth was 3.5 percent.", "It slowed."]),
        ('"Stop." She ran. “Why?” Nobody knew.', ['"Stop."', "She ran.", "“Why?”", "Nobody knew."]),
        ("the firm inc. said so", ["the firm inc. said so"]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected
