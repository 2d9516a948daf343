"""Metadata of pages: JSON-LD, meta tags, and what is not believed."""

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from workers.cleanup.dates import parse_date
from workers.cleanup.metadata import PageMetadata, read_metadata, search_date


def read(head: str, body: str = "<p>text</p>") -> PageMetadata:
    return read_metadata(document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"))


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def test_json_ld_in_a_graph_with_references() -> None:
    found = read(
        linked(
            '{"@graph": [{"@type": "Person", "@id": "#ana", "name": "Ana Ruiz"}, {"@type": ["NewsArticle"],'
            '"headline": "Council &amp; budget",'
            '"author": [{"@id": "#ana"}, {"name": "Bo Lind"}],"publisher": {"name": "Wire"},'
            '"datePublished": "2026-11-23T10:00:00+01:00", "dateModified": "2026-11-23T12:00:00Z",'
            '"inLanguage": "en-GB"}]}'
        )
    )
    assert (found.headline, found.byline, found.site) == ("Council & budget", "Ana Ruiz, Bo Lind", "Wire")
    assert found.published_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert found.language == "en"


def test_meta_tags_serve_where_json_ld_is_broken() -> None:
    found = read(
        linked('{"@type": "NewsArticle", "headline": ')
        + '<meta property="og:title" content="Council backs budget - Wire">'
        '<meta property="og:site_name" content="Wire">'
        '<meta name="author" content="By Ana Ruiz"><meta property="article:published_time" content="2026-11-23">'
        '<meta property="og:url" content="https://example.org/a">'
    )
    assert (found.headline, found.byline, found.url) == ("Council backs budget", "Ana Ruiz", "https://example.org/a")
    assert found.published_at == datetime(2026, 11, 23, tzinfo=UTC)


def test_addresses_are_no_names_and_scripts_are_no_addresses() -> None:
    found = read(
        '<meta name="author" content="https://example.org/ana"><link rel="canonical" href="javascript:alert(1)">'
    )
    assert found.byline is None
    assert found.url is None


def test_deeply_nested_json_ld_is_no_trouble() -> None:
    assert read(linked('{"a":' * 500 + "1" + "}" * 500)).headline is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T09:58:00.123Z", datetime(2026, 11, 23, 9, 58, tzinfo=UTC)),
        ("2026-11-23 09:58 +0100", datetime(2026, 11, 23, 8, 58, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 09:58:00 GMT", datetime(2026, 11, 23, 9, 58, tzinfo=UTC)),
        ("2026-13-45", None),
        ("yesterday", None),
        ("0001-01-01", None),
        (20261123, None),
    ],
)
def test_dates(text: object, expected: datetime | None) -> None:
    found = parse_date(text)
    assert found == expected
    assert found is None or found.tzinfo is UTC


def test_a_date_that_cannot_be_is_passed_over_by_the_search() -> None:
    impossible = '<html><body><time datetime="2026-11-23T09:58:00+99:00">today</time><p>Text.</p></body></html>'
    assert search_date(document_fromstring(impossible), None) is None
