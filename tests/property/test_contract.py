"""Laws of the contract: whatever comes in is an article or a refusal with a sentence, and ids are stable."""

from contextlib import suppress
from datetime import datetime
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from newsmill.article import Article, Body, claimed_id, parse_article
from newsmill.errors import Rejected

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=200).filter(
    str.strip
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from(
    ["id", "version", "headline", "body", "url", "source", "published_at", "language", "meta", "other"]
)
articles = st.builds(
    Article,
    id=st.none() | line,
    version=st.none() | st.integers(1, 2**53 - 1),
    headline=st.none() | text,
    body=st.builds(Body, value=text.filter(str.strip), content_type=st.sampled_from(["text/html", "text/plain"])),
    url=st.none() | line,
    published_at=st.none() | st.datetimes(datetime(1002, 1, 1), datetime(8998, 12, 31), timezones=st.timezones()),  # noqa: DTZ001  # their type,
)


@given(st.binary() | st.text().map(lambda value: value.encode("utf-8", "surrogatepass")))
def test_bytes_of_any_kind_are_read_or_refused(raw: bytes) -> None:
    with suppress(Rejected):
        parse_article(raw)
    assert claimed_id(raw) is None or isinstance(claimed_id(raw), str)


@given(st.dictionaries(fields, json_values), json_values)
def test_json_of_any_kind_is_read_or_refused_with_a_place(data: dict[str, Any], body: Any) -> None:
    try:
        raw = orjson.dumps({"body": {"value": body}, **data})
    except orjson.JSONEncodeError:
        return  # a lone surrogate, which no JSON of ours can hold
    sentence, article = None, None
    try:
        article = parse_article(raw)
    except Rejected as refused:
        sentence = str(refused)
    assert claimed_id(raw) == article.article_id if article else sentence and ": " in sentence
    assert sentence is None or sentence.isprintable()


@given(articles)
def test_an_article_survives_its_json_with_id_and_content(article: Article) -> None:
    again = parse_article(article.to_json())
    assert again == article
    assert (again.article_id, again.content_hash) == (article.article_id, article.content_hash)
    assert again.to_json() == article.to_json()


@given(articles, articles)
def test_different_content_has_different_hashes(one: Article, other: Article) -> None:
    def content(article: Article) -> tuple[object, ...]:
        return article.headline, article.body, article.published_at

    assert (one.content_hash == other.content_hash) == (content(one) == content(other))
