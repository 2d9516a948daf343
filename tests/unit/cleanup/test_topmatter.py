"""Byline and date lines above the first paragraph."""

import pytest

from newsmill.article import validate_article
from workers.cleanup import CleanupOptions, clean, load
from workers.cleanup.lines import split_lines
from workers.cleanup.topmatter import top_matter

PROSE = (
    "The harbour council voted on Tuesday for a budget of 52 million crowns, the largest ever, to rebuild the quays."
)


@pytest.mark.parametrize("line", ["By Ana Ruiz", "BY Ana Ruiz and Bo Lind", "Written by Ana Ruiz"])
def test_bylines(line: str) -> None:
    assert top_matter(split_lines(f"{line}\n{PROSE}")) == {0: "byline"}


@pytest.mark.parametrize(
    "line",
    [
        "23 November 2026",
        "November 23, 2026",
        "Published: 2026-11-23",
        "Updated on Monday, 23 November 2026, 10:58 GMT",
    ],
)
def test_date_lines(line: str) -> None:
    assert top_matter(split_lines(f"{line}\n{PROSE}")) == {0: "date line"}


@pytest.mark.parametrize(
    "line", ["By the harbour", "By noon it was over", "November rain", "2026", "In May 2026 it rained"]
)
def test_other_lines_stay(line: str) -> None:
    assert top_matter(split_lines(f"{line}\n{PROSE}")) == {}


def test_below_the_first_paragraph_nothing_is_top_matter() -> None:
    assert top_matter(split_lines(f"{PROSE}\nBy Ana Ruiz\n23 November 2026")) == {}


def test_the_name_of_a_removed_byline_becomes_the_byline() -> None:
    result = clean(validate_article({"body": {"value": f"By Ana Ruiz\n\n{PROSE}"}}), load(CleanupOptions()))
    assert (result.byline, result.text) == ("Ana Ruiz", PROSE)
