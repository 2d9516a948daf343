"""The contract: what is refused, with which sentence; what ids and hashes are made of."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from newsmill.article import Article, Pipeline, Removed, Result, Span, claimed_id, parse_article, validate_article
from newsmill.errors import Rejected

BODY = {"value": "Rain fell on Ostra."}


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"body": {"value": "caf\xe9"}}', r"not UTF-8 \(byte 24 is 0xe9\)"),
        (b'{"body": {"value": "a\\ud800b"}}', "not JSON"),
        (b'{"body": {"value": NaN}}', "not JSON"),
        (b"[]", "a JSON object was expected, found a list"),
        (b"null", "found null"),
        (b'"text"', "found a string of 4 characters"),
        (b"7", "found a number"),
    ],
)
def test_what_is_no_json_object_is_refused(raw: bytes, sentence: str) -> None:
    with pytest.raises(Rejected, match=sentence):
        parse_article(raw)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"body": None}, "body: must be an object, found null"),
        ({"body": "text"}, "body: must be an object, found a string of 4 characters"),
        ({"body": {}}, "body.value: is required and missing"),
        ({"body": {"value": ""}}, "body.value: is empty"),
        ({"body": {"value": " \n\t"}}, "body.value: is empty"),
        ({"body": {"value": 7}}, "body.value: .*found a number"),
        ({"body": {"value": "a\x00b"}}, "body.value: contains a NUL"),
        ({"body": {"value": "a\ud800b"}}, "body.value: contains a lone surrogate"),
        ({"body": {"value": "a", "content_type": "application/pdf"}}, "body.content_type: .*text/html"),
        ({"body": {"value": "a", "charset": "utf-8"}}, "body.charset: is not a key of the contract"),
        ({"title": "Rain"}, "title: is not a key of the contract; free data goes into meta"),
        ({"id": "x" * 10_000}, "id: .*512 characters, found a string of 10,000 characters"),
        ({"id": ""}, "id: is empty"),
        ({"id": "a\nb"}, "id: contains a control character"),
        ({"id": 5}, "id: .*found a number"),
        ({"version": "2"}, "version: .*integer, found a string"),
        ({"version": True}, "version: .*integer, found a boolean"),
        ({"version": 1.5}, "version: .*integer"),
        ({"version": 0}, "version: .*greater than or equal to 1"),
        ({"version": 2**53}, "version: .*less than or equal to"),
        ({"published_at": "yesterday"}, "published_at: "),
        ({"published_at": "2026-11-23"}, "published_at: must be a date and time with its offset"),
        ({"published_at": "2026-11-23T10:00:00"}, "published_at: has no offset from UTC"),
        ({"published_at": 1795400000}, "published_at: must be a date and time with its offset"),
        ({"published_at": "0001-01-01T00:00:00+14:00"}, "published_at: must lie between"),
        ({"language": "English"}, "language: "),
        ({"url": "https://example.org/a\nb"}, "url: contains a control character"),
        ({"source": "x" * 5000}, "source: .*4096"),
        ({"headline": "x" * 5000}, "headline: .*4096"),
        ({"meta": []}, "meta: must be an object, found a list"),
        ({"meta": {"a": {"b": ["\x00"]}}}, "meta: contains a NUL"),
        ({"meta": {"\x00": 1}}, "meta: contains a NUL"),
    ],
)
def test_what_breaks_the_contract_is_refused_with_place_and_reason(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Rejected, match=sentence):
        validate_article({"body": BODY, **change})


def test_a_refusal_never_quotes_the_value() -> None:
    with pytest.raises(Rejected) as refused:
        validate_article({"body": {"value": "a"}, "version": "the secret text", "language": "the secret text"})
    assert "secret" not in str(refused.value)


def test_a_refusal_can_be_stored_and_shown_whatever_a_key_holds() -> None:
    with pytest.raises(Rejected, match=r"^a\ufffd\ufffdb: is not a key of the contract"):
        parse_article(rb'{"a\u0000\u001bb": 1, "body": {"value": "x"}}')


def test_every_wrong_field_is_named_up_to_ten() -> None:
    with pytest.raises(Rejected, match=r"key1: .*; and 2 more$"):
        validate_article({"body": BODY, **{f"key{number}": 1 for number in range(12)}})


def test_only_the_body_is_required() -> None:
    article = parse_article(orjson.dumps({"body": BODY}))
    assert (article.id, article.version, article.body.content_type, article.meta) == (None, None, "text/plain", {})


def test_times_become_utc() -> None:
    article = validate_article({"body": BODY, "published_at": "2026-11-23T10:00:00+02:00"})
    assert article.published_at == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_an_id_is_taken_as_given_else_derived_from_url_else_from_body() -> None:
    given = validate_article({"id": "urn:x:1", "url": "https://example.org/a", "body": BODY})
    by_url = validate_article({"url": "https://example.org/a", "body": BODY})
    by_url_changed = validate_article({"url": "https://example.org/a", "body": {"value": "Other."}})
    by_body = validate_article({"headline": "Rain", "body": BODY})
    assert given.article_id == "urn:x:1"
    assert by_url.article_id == by_url_changed.article_id
    assert by_url.article_id.startswith("urn:newsmill:url:")
    assert by_body.article_id == validate_article({"body": BODY}).article_id
    assert by_body.article_id.startswith("urn:newsmill:body:")


def test_content_is_headline_body_and_publication_time() -> None:
    base: dict[str, Any] = {"headline": "Rain", "body": BODY, "published_at": "2026-11-23T10:00:00Z"}
    content = validate_article(base).content_hash
    same: list[dict[str, Any]] = [
        {"id": "other"},
        {"version": 9},
        {"meta": {"a": 1}},
        {"published_at": "2026-11-23T11:00:00+01:00"},
    ]
    other: list[dict[str, Any]] = [
        {"headline": "Sun"},
        {"body": {"value": "Sun."}},
        {"published_at": "2026-11-23T10:00:01Z"},
        {"headline": None},
    ]
    assert all(validate_article({**base, **change}).content_hash == content for change in same)
    assert all(validate_article({**base, **change}).content_hash != content for change in other)


def test_a_fingerprint_tells_stamps_apart_and_nothing_else() -> None:
    one = Pipeline.of("1+a", "1+b", "1+c", run=1)
    assert one.fingerprint == Pipeline.of("1+a", "1+b", "1+c", run=2).fingerprint
    assert one.fingerprint != Pipeline.of("1+a", "1+b", "1+d").fingerprint
    assert Pipeline.of("1", None, None).fingerprint != Pipeline.of(None, "1", None).fingerprint


def test_a_headline_mention_says_so_and_an_ordinary_one_says_nothing() -> None:
    span = Span(start=0, end=3, label="ORG", text="Ora", entity="e1")
    assert "field" not in orjson.loads(span.to_json())
    assert orjson.loads(span.model_copy(update={"field": "headline"}).to_json())["field"] == "headline"


def test_a_result_survives_its_json() -> None:
    result = Result(
        article_id="a",
        article_version=None,
        status="complete",
        pipeline=Pipeline.of("1", "1", "1"),
        text="Ora won.",
        spans=(Span(start=0, end=3, label="ORG", text="Ora", entity="e1", field="headline"),),
        published_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    assert Result.model_validate_json(result.to_json()) == result
    assert Article.model_validate_json(Article(body=BODY).to_json()).body.value == BODY["value"]


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b'{"id": "a", "body": {"value": "t"}}', "a"),
        (b'{"body": {"value": "t"}}', "urn:newsmill:body:"),
        (b'{"id": "a", "body": 5}', "a"),
        (b'{"id": 5, "url": "https://example.org/", "body": 5}', "urn:newsmill:url:"),
        (b'{"id": "' + b"x" * 10_000 + b'"}', None),
        (b'{"id": "a\\u0000"}', None),
        (b'{"id": null}', None),
        (b'["id"]', None),
        (b"not JSON", None),
        (b"", None),
        (None, None),
    ],
)
def test_what_a_broken_article_still_names(raw: bytes | None, named: str | None) -> None:
    claimed = claimed_id(raw)

    assert claimed is None if named is None else (claimed or "").startswith(named)


def test_a_result_of_a_newer_version_can_be_read() -> None:
    result = Result(
        article_id="a",
        article_version=1,
        status="complete",
        pipeline=Pipeline.of("1", "1", "1"),
        text="Rain.",
        removed=(Removed(text="Ad", reason="advert"),),
    )
    newer = result.to_json().replace(b'"reason":', b'"certainty":1,"reason":')[:-1] + b',"mood":"grey"}'
    assert Result.from_json(newer) == result
