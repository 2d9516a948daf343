"""Byline and date lines above the first paragraph."""

from datetime import date

import pytest

from newsmill.article import validate_article
from workers.cleanup import CleanupOptions, clean, load
from workers.cleanup.lines import split_lines
from workers.cleanup.topmatter import TopLine, read_top_line, top_matter

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
        "Published: Mon, 23 Nov 2026 10:58 GMT",
        "Nov 23, 2026 | 10:58 a.m. ET",
        "Published 10:58 AM EST, Mon November 23, 2026",
        "23.11.2026",
        "Ana Ruiz | 23 Nov 2026",
    ],
)
def test_date_lines(line: str) -> None:
    assert top_matter(split_lines(f"{line}\n{PROSE}")) == {0: "date line"}


@pytest.mark.parametrize(
    "line",
    ["By the harbour", "By noon it was over", "November rain", "2026", "In May 2026 it rained", "Ana Ruiz", "May 2026"],
)
def test_other_lines_stay(line: str) -> None:
    assert top_matter(split_lines(f"{line}\n{PROSE}")) == {}


def test_below_the_first_paragraph_nothing_is_top_matter() -> None:
    assert top_matter(split_lines(f"{PROSE}\nBy Ana Ruiz\n23 November 2026")) == {}


def test_the_name_of_a_removed_byline_becomes_the_byline() -> None:
    result = clean(validate_article({"body": {"value": f"By Ana Ruiz\n\n{PROSE}"}}), load(CleanupOptions()))
    assert (result.byline, result.text) == ("Ana Ruiz", PROSE)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Ruiz, Political Correspondent", "Ana Ruiz"),
        ("By Ana Ruiz, Bo Lind and Kim Soto", "Ana Ruiz, Bo Lind and Kim Soto"),
        ("By Ludwig van der Berg for the Example Wire", "Ludwig van der Berg"),
        ("By ANA RUIZ, Associated Wire", "ANA RUIZ"),
        ("Ana Ruiz, staff reporter", "Ana Ruiz"),
        ("Words: Ana Ruiz", "Ana Ruiz"),
        ("*By Ana Ruiz, 23 November 2026*", "Ana Ruiz"),
        ("By Ana Ruiz – 23 Nov 2026 – 5 min read", "Ana Ruiz"),
    ],
)
def test_a_byline_gives_the_names_alone(line: str, names: str) -> None:
    said = read_top_line(line)
    assert said is not None
    assert said.byline == names


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("Published 23 Nov 2026 | Updated 24 Nov 2026", date(2026, 11, 23), date(2026, 11, 24)),
        ("November 23rd, 2026", date(2026, 11, 23), None),
        ("23/11/2026", date(2026, 11, 23), None),
        ("3/4/2026", None, None),
        ("31 February 2026", None, None),
        ("2026-11-23T07:12:00Z", date(2026, 11, 23), None),
    ],
)
def test_a_date_line_gives_the_day_that_it_names_for_certain(
    line: str, published: date | None, updated: date | None
) -> None:
    assert read_top_line(line) == TopLine(None, published, updated)


def test_the_day_of_a_removed_date_line_is_the_day_of_publication() -> None:
    body = f"Harbour council backs a larger budget\nBy Ana Ruiz, staff reporter\n23 November 2026\n\n{PROSE}"
    result = clean(validate_article({"body": {"value": body}}), load(CleanupOptions()))
    assert (result.headline, result.byline, result.text) == (
        "Harbour council backs a larger budget",
        "Ana Ruiz",
        PROSE,
    )
    assert result.published_at is not None
    assert result.published_at.isoformat() == "2026-11-23T00:00:00+00:00"
