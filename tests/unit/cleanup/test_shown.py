"""Headline, byline, date and text of pages whose metadata says little, or whose text comes with their scripts."""

import json

import pytest

from newsmill.article import CleanArticle, validate_article
from workers.cleanup import CleanupOptions, CleanupResources, clean, load

TITLE = "Harbour council backs a larger budget"
PROSE = (
    "The harbour council voted on Tuesday for a budget of 52 million crowns, the largest ever, to rebuild the quays.",
    "Most of it goes to the northern quay, which has been closed to lorries since a storm broke its foundation.",
    "The mayor said that work would begin in spring and that the council would borrow the rest of the sum.",
)
TEXT = "\n\n".join(PROSE)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)


@pytest.fixture(scope="module")
def resources() -> CleanupResources:
    return load(CleanupOptions())


def read(page: str, resources: CleanupResources) -> CleanArticle:
    return clean(validate_article({"body": {"content_type": "text/html", "value": page}}), resources)


@pytest.mark.parametrize(
    "top",
    [
        f"<title>Example Wire - {TITLE}</title></head><body><b>{TITLE}</b>",
        f"<title>{TITLE} | Example Wire</title></head><body><h2>{TITLE}</h2>",
        f"<title>The Wire: {TITLE}</title></head><body><h1>The Wire</h1><h3>{TITLE}</h3>",
    ],
)
def test_the_headline_is_the_part_of_the_title_that_the_page_shows(top: str, resources: CleanupResources) -> None:
    result = read(f"<html><head>{top}<div>By Ana Ruiz and Bo Lind<br>23 November 2026</div>{BODY}", resources)
    assert (result.headline, result.byline) == (TITLE, "Ana Ruiz and Bo Lind")
    assert result.text.endswith(TEXT)
    assert result.published_at is not None
    assert result.published_at.date().isoformat() == "2026-11-23"


@pytest.mark.parametrize("linked", [TEXT, BODY, BODY.replace("<", "&lt;").replace(">", "&gt;")])
def test_a_page_that_is_empty_until_its_scripts_run_has_its_text_in_json_ld(
    linked: str, resources: CleanupResources
) -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": linked})
    page = f'<html><head><script type="application/ld+json">{data}</script></head><body><div id="root"></div></body>'
    result = read(page, resources)
    assert (result.headline, result.text) == (TITLE, TEXT)


def test_a_fragment_whose_tags_are_escaped_is_read_as_html(resources: CleanupResources) -> None:
    assert read(BODY.replace("<", "&lt;").replace(">", "&gt;"), resources).text == TEXT


def test_the_line_that_a_feed_adds_goes(resources: CleanupResources) -> None:
    line = f"The post {TITLE} appeared first on Example Wire."
    result = read(f"{BODY}<p>{line}</p>", resources)
    assert (result.text, [(one.text, one.reason) for one in result.removed]) == (
        TEXT,
        [(line, "pointer to another article")],
    )


def test_a_scraped_text_has_the_headline_that_its_address_says(resources: CleanupResources) -> None:
    above = f"Skip to content\nHome\nSearch\nSign in\n{TITLE}\nBy Ana Ruiz\n23 November 2026\nShare\nFacebook\nSave\n"
    below = "Most read\nFerry company changes its timetable again\nPrivacy policy\n© 2026 Example Wire"
    body = above + "\n".join(PROSE * 3) + "\n" + below
    url = "https://example.org/news/harbour-council-backs-larger-budget.html"
    result = clean(validate_article({"body": {"value": body}, "url": url}), resources)
    assert (result.headline, result.byline, result.text) == (TITLE, "Ana Ruiz", "\n".join(PROSE * 3))
    assert result.published_at is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("वेक्समाउथ के पार्षदों ने मंगलवार रात नई समुद्री दीवार पर बयालीस लाख यूरो खर्च करने का फैसला किया।", "hi"),
        ("韦克斯茅斯的议员周二晚间以十七票对九票通过决议，将斥资四百二十万欧元修建一道新海堤。", "zh"),
    ],
)
def test_scripts_with_vowel_signs_and_without_spaces_are_told(
    text: str, language: str, resources: CleanupResources
) -> None:
    assert clean(validate_article({"body": {"value": text}}), resources).language == language


def test_a_headline_in_chinese_stands_above_a_paragraph(resources: CleanupResources) -> None:
    body = "港口议会批准新海堤\n\n韦克斯茅斯的议员周二晚间以十七票对九票通过决议，将斥资四百二十万欧元修建一道新海堤。"
    assert clean(validate_article({"body": {"value": body}}), resources).headline == "港口议会批准新海堤"
