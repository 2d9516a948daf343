"""Laws of cleanup: it never crashes, it is repeatable, and cleaning clean text changes nothing."""

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.article import Article, Body
from newsmill.errors import Permanent, Rejected
from workers.cleanup import CleanupOptions, CleanupResources, clean, decode, load
from workers.cleanup.lines import join_lines, split_lines
from workers.cleanup.repair import repair
from workers.cleanup.signature import signature, similarity

PROSE = (
    "The council of the harbour voted on Tuesday for a larger budget, and the mayor said work would begin in spring."
)
LINES = st.sampled_from(
    [
        PROSE,
        PROSE.replace("harbour", "city") + " It was close.",
        "A passage that stops in the middle because whoever scraped the page took just the first hundred characters of",
        "What the money is for",
        "By Ana Ruiz",
        "23 November 2026",
        "Explore more",
        "Related articles",
        "Article Highlights",
        "Off On",
        "Share",
        "Subscribe now",
        "Sign up for our newsletter",
        "Menu",
        "Home",
        "Advertisement",
        "© 2026 Example Wire",
        "Tom &amp; Jerry &amp;amp; others",
        "The mayorâ€™s cafÃ©",
        "",
        "港湾評議会は火曜日に予算を承認した。",
        "Совет порта утвердил бюджет на следующий год, сообщил мэр в понедельник.",
    ]
)
TEXTS = st.lists(LINES, min_size=1, max_size=40).map("\n".join)
ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=300)
TAGS = st.sampled_from(
    re.findall(
        r"\S+",
        "<p> </p> <div> </div> <article> </article> <b> </b> <table> <tr> <td> <br> <!-- --> <script> </script> "
        "<ul> <li> <h1> <a/href='x'> </a> <svg> <x/y= ]]> < & &amp; \" '",
    )
)
PAGES = st.lists(TAGS | LINES | ANY_TEXT, min_size=1, max_size=40).map("".join)
CASES = settings(max_examples=150)


@cache
def resources() -> CleanupResources:
    return load(CleanupOptions())


def article(text: str, kind: str = "text/plain", headline: str | None = None) -> Article | None:
    try:
        return Article(body=Body.model_validate({"content_type": kind, "value": text}), headline=headline)
    except ValueError:
        return None


@CASES
@given(TEXTS | ANY_TEXT, st.sampled_from(["text/plain", "text/html"]))
def test_cleaning_clean_text_changes_nothing(text: str, kind: str) -> None:
    _check_twice(text, kind)


@CASES
@given(PAGES)
def test_pages_of_any_tags_end_as_clean_text_or_a_clear_error(page: str) -> None:
    _check_twice(page, "text/html")


def _check_twice(text: str, kind: str) -> None:
    sent = article(text, kind)
    if sent is None:
        return
    try:
        first = clean(sent, resources())
    except Permanent:
        return
    assert first == clean(sent, resources())
    assert first.text == repair(first.text)
    again = clean(Article(body=Body(value=first.text), headline=first.headline), resources())
    assert again.text == first.text
    assert again.removed == ()


@CASES
@given(ANY_TEXT | TEXTS)
def test_repair_is_idempotent_and_leaves_lines_that_split_and_join(text: str) -> None:
    once = repair(text)
    assert repair(once) == once
    assert join_lines(split_lines(once)) == once


@CASES
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "cp1252", "utf-16", "rot13", "nonsense"]))
def test_any_bytes_decode_to_storable_text_or_are_refused(data: bytes, declared: str | None) -> None:
    try:
        text = decode(data, declared)
    except Rejected:
        return
    assert "\x00" not in text
    text.encode()


@CASES
@given(TEXTS)
def test_a_text_is_most_like_itself(text: str) -> None:
    found = signature(text)
    if found is not None:
        assert similarity(found, found) == pytest.approx(1.0)
