"""The cleanup stage as a whole, on small articles of our own."""

import pytest

from newsmill.article import Article, Body
from newsmill.errors import Permanent
from workers.cleanup import CleanupOptions, CleanupResources, clean, load

PLAIN = """Harbour council backs a larger budget

Article Highlights
Off On

The harbour council voted on Tuesday for a budget of 52 million crowns, the largest ever, to rebuild the quays.

What the money is for

Most of it goes to the northern quay, which has been closed to lorries since a storm broke its foundation last winter.

Explore more

Why ferries are late this year

Passengers on the island line have become used to waiting, and the company that runs the boats says crews are short and

A new lock for the old canal

The lock keepers of the canal have asked for years for a gate that closes by itself, and now engineers have begun to
"""


@pytest.fixture(scope="module")
def resources() -> CleanupResources:
    return load(CleanupOptions())


def article(text: str, **fields: object) -> Article:
    return Article.model_validate({"body": {"value": text}, **fields})


def test_scraped_text_keeps_headline_body_and_section_headings(resources: CleanupResources) -> None:
    result = clean(article(PLAIN), resources)
    assert result.headline == "Harbour council backs a larger budget"
    assert result.text.startswith("The harbour council voted")
    assert "\n\nWhat the money is for\n\n" in result.text
    assert result.text.endswith("last winter.")


def test_what_is_removed_is_told_with_its_reason(resources: CleanupResources) -> None:
    removed = {item.text: item.reason for item in clean(article(PLAIN), resources).removed}
    assert removed["Article Highlights"] == removed["Off On"] == "highlights toggle"
    assert removed["Explore more"] == removed["Why ferries are late this year"] == "related-articles tail"


def test_a_second_pass_changes_nothing(resources: CleanupResources) -> None:
    first = clean(article(PLAIN), resources)
    again = clean(article(first.text), resources)
    assert again.text == first.text
    assert again.removed == ()


def test_html_page_gives_text_and_metadata(resources: CleanupResources) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in PLAIN.split("\n\n")[2:5])
    page = f"""<html lang="en"><head><title>Harbour council | Example Wire</title>
    <meta property="og:site_name" content="Example Wire"><link rel="canonical" href="https://example.org/harbour">
    <script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Harbour council backs a larger budget",
    "author": {{"name": "Ana Ruiz"}}, "datePublished": "2026-11-23T10:58:00+01:00"}}</script></head>
    <body><nav><a href="/">Home</a></nav><article><h1>Harbour council backs a larger budget</h1>{paragraphs}</article>
    <footer>Copyright 2026 Example Wire</footer></body></html>"""
    result = clean(Article(body=Body(content_type="text/html", value=page)), resources)
    assert result.headline == "Harbour council backs a larger budget"
    assert (result.byline, result.site, result.url) == ("Ana Ruiz", "Example Wire", "https://example.org/harbour")
    assert str(result.published_at) == "2026-11-23 09:58:00+00:00"
    assert "northern quay" in result.text
    assert "Copyright" not in result.text
    assert "Home" not in result.text


def test_the_articles_own_fields_win(resources: CleanupResources) -> None:
    sent = article(PLAIN, headline="Own headline", language="en-GB", published_at="2026-11-23T09:58:00Z")
    result = clean(sent, resources)
    assert (result.headline, result.language) == ("Own headline", "en-GB")
    assert result.published_at == sent.published_at


def test_furniture_alone_is_an_error_and_not_an_empty_article(resources: CleanupResources) -> None:
    with pytest.raises(Permanent, match="no article"):
        clean(article("Share\n\nSubscribe\n\nSign in\n"), resources)


@pytest.mark.parametrize(
    ("body", "warned"),
    [
        ("<p>The council of Ostra voted on Monday.</p><p>Then all went home.</p>", True),
        ("&lt;P&gt;The council of Ostra voted on Monday.&lt;/P&gt;", True),
        ("The council of Ostra voted on Monday by 9 to 2, a < b and a > b.", False),
    ],
)
def test_a_page_that_was_sent_as_plain_text_is_warned_of(body: str, warned: bool, resources: CleanupResources) -> None:
    assert any("text/html" in warning for warning in clean(article(body), resources).warnings) == warned


def test_the_stamp_is_the_same_for_the_same_data(resources: CleanupResources) -> None:
    assert clean(article(PLAIN), resources).stamp == load(CleanupOptions()).base_stamp


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Lorries wait at the quay in January (Image: GETTY)", "caption with a credit"),
        ("The mayor, Ana Ruiz, at the meeting (Bo Lind/Getty Images)", "caption with a credit"),
        ("READ MORE: Why ferries are late this year", "pointer to another article"),
        ("[Related story: A new lock for the old canal]", "pointer to another article"),
        ("Drivers pay at the gate (credit/debit cards, cash)", None),
        ("“Read my lips: there will be no new toll,” the mayor said", None),
    ],
)
def test_captions_and_pointers_go(line: str, reason: str | None, resources: CleanupResources) -> None:
    paragraph = "The harbour council voted on Tuesday for a budget of 52 million crowns to rebuild the northern quay."
    result = clean(article(f"{paragraph}\n\n{line}\n\n{paragraph.replace('Tuesday', 'Friday')}"), resources)
    assert [(item.text, item.reason) for item in result.removed] == ([(line, reason)] if reason else [])
