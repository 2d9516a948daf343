"""Wrapped lines become paragraphs again; lines that are meant stay lines."""

import textwrap

import pytest

from newsmill.article import validate_article
from workers.cleanup import CleanupOptions, clean, load
from workers.cleanup.lines import join_lines, split_lines
from workers.cleanup.wrapping import unwrapped

PARAGRAPHS = (
    "The harbour council of Ostra voted on Tuesday for a budget of 52 million crowns, the largest ever, to rebuild the "
    "quays, and Marguerite Duval, the mayor, said that work would begin in spring. Nobody spoke against the plan.",
    "Most of it goes to the northern quay, which has been closed to lorries since a storm broke its foundation last "
    "winter. The council will borrow the rest from the Bank of Northern Ports over a term of twenty years.",
    "Opponents said that the sum was too large for a town of nine thousand people and asked the auditors of the county "
    "to look at the plans again before the first stone is laid. The auditors have until the end of March to answer.",
)
VERSE = "The tide came in at Quay Road,\nThe tide came in at dawn,\nIt took the chairs, it took the stairs that led,\n"
RESULTS = "\n".join(
    f"Rovers of {name} {n}-1 Athletic" for n, name in enumerate(["Ash", "Beech", "Cedar", "Elm", "Fir", "Oak"])
)


def rejoined(text: str) -> str:
    return join_lines(unwrapped(tuple(split_lines(text))))


@pytest.mark.parametrize("width", [45, 60, 72, 80])
def test_a_wrapped_text_is_its_paragraphs(width: int) -> None:
    text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS)
    assert rejoined(text) == "\n\n".join(PARAGRAPHS)


def test_paragraphs_that_only_an_indent_parts_stay_apart() -> None:
    text = "\n".join(textwrap.fill(paragraph, 72, initial_indent="   ") for paragraph in PARAGRAPHS)
    assert rejoined(text) == "\n".join(PARAGRAPHS)


def test_words_cut_by_typesetting_are_whole_again_and_compounds_stay() -> None:
    text = (
        "The harbour council of the town of Ostra has vot-\ned on Tuesday for a budget of 52 million crowns, the lar-\n"
        "gest ever, to rebuild the quays, and the mayor said\nthat work would begin in the spring of the year that\n"
        "follows the next election, as soon as the old 640-\nmetre wall of the northern quay has been taken down\n"
        "and sold to the builders of the road to the north."
    )
    assert rejoined(text) == (
        "The harbour council of the town of Ostra has voted on Tuesday for a budget of 52 million crowns, the largest "
        "ever, to rebuild the quays, and the mayor said that work would begin in the spring of the year that follows "
        "the next election, as soon as the old 640-metre wall of the northern quay has been taken down and sold to "
        "the builders of the road to the north."
    )


@pytest.mark.parametrize("text", [VERSE * 5, RESULTS, "\n\n".join(PARAGRAPHS), "\n".join(PARAGRAPHS), "", "One line"])
def test_lines_that_are_meant_stay(text: str) -> None:
    assert rejoined(text) == join_lines(split_lines(text))


def test_the_stage_reads_a_wrapped_wire_story_as_one() -> None:
    body = "Council backs a larger budget\n\n" + "\n\n".join(textwrap.fill(one, 66) for one in PARAGRAPHS)
    result = clean(validate_article({"body": {"value": body}}), load(CleanupOptions()))
    assert (result.headline, result.text) == ("Council backs a larger budget", "\n\n".join(PARAGRAPHS))
