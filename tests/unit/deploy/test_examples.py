"""The samples: enough, of both kinds, with the chrome of real pages, and each one valid under the contract."""

import json
import re
from pathlib import Path

import pytest

from newsmill.article import parse_article, validate_article
from workers.queue.keys import EVENTS, INCOMING

EXAMPLES = Path(__file__).parents[3] / "examples"
SAMPLES = {path.name: path.read_text(encoding="utf-8") for path in sorted((EXAMPLES / "articles").iterdir())}
PAGES = {name: sample for name, sample in SAMPLES.items() if name.endswith(".html")}
TEXTS = {name: sample for name, sample in SAMPLES.items() if name.endswith(".txt")}
PRODUCERS = sorted(path for path in (EXAMPLES / "enqueue").iterdir() if path.suffix != ".md")


def test_there_are_enough_of_both_kinds_and_nothing_else() -> None:
    assert len(SAMPLES) >= 14
    assert min(len(PAGES), len(TEXTS)) >= 7
    assert len(PAGES) + len(TEXTS) == len(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_an_article_under_the_contract(name: str) -> None:
    content_type = "text/html" if name in PAGES else "text/plain"
    article = validate_article({"body": {"content_type": content_type, "value": SAMPLES[name]}})
    assert len(article.body.value.split()) >= 250


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_a_cut_off_teaser_to_remove(name: str) -> None:
    assert re.search(r"\w(…|\.\.\.)\s*(<|\||$)", SAMPLES[name], re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_structured_data_of_a_page_is_json(name: str) -> None:
    for block in re.findall(r'<script type="application/ld\+json">(.+?)</script>', PAGES[name], re.DOTALL):
        assert "@context" in json.loads(block)


def test_one_page_is_in_an_unsupported_language() -> None:
    assert [name for name, page in PAGES.items() if '<html lang="de">' in page] == ["strassenbahn-german.html"]


def test_articles_jsonl_holds_three_articles_two_of_them_versions_of_one() -> None:
    articles = [parse_article(line) for line in (EXAMPLES / "articles.jsonl").read_bytes().splitlines()]
    assert [article.version for article in articles] == [1, 2, 1]
    assert articles[0].id == articles[1].id != articles[2].id
    assert articles[0].content_hash != articles[1].content_hash
    assert all(article.published_at for article in articles)


@pytest.mark.parametrize("path", PRODUCERS, ids=lambda path: path.name)
def test_a_producer_uses_the_names_of_the_queue(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert INCOMING in source
    assert EVENTS in source


def test_there_is_a_producer_in_each_language() -> None:
    assert {path.suffix for path in PRODUCERS} == {".py", ".sh", ".mjs", ".go"}
