"""The rows a settlement becomes: index rows, the record, and what a broken article still names."""

import zlib
from datetime import UTC, datetime, timedelta

import pytest

from newsmill.article import Entity, Pipeline, Result, Topic
from workers.store.rows import (
    UnstorableError,
    compress,
    dated_at,
    entity_rows,
    full_text_row,
    record_of,
    topic_rows,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _result(**fields: object) -> Result:
    return Result.model_validate(
        {"article_id": "a", "status": "complete", "pipeline": Pipeline.of("a", "b", "c"), "text": "Rain."} | fields
    )


def _entity(name: str, *aliases: str) -> Entity:
    return Entity(id="e1", label="ORG", name=name, aliases=aliases, count=1, salience=0.1)


def _topic(score: float, *path: str) -> Topic:
    return Topic(id=path[-1], name=path[-1].upper(), path=path, score=score)


def test_one_row_for_each_folded_form_of_a_name() -> None:
    result = _result(entities=(_entity("Ána Ruiz", "Ruiz", "ANA  RUIZ", "ruiz", " "), _entity("Ruiz")))
    rows = entity_rows(7, NOON, result)

    assert [(row["number"], row["name_key"], row["is_name"]) for row in rows] == [
        (0, "ana ruiz", True),
        (0, "ruiz", False),
        (1, "ruiz", True),
    ]
    assert {row["article"] for row in rows} == {7}


def test_one_row_for_each_topic_and_ancestor_with_the_best_score_below() -> None:
    topics = (_topic(0.5, "a", "b", "c"), _topic(0.7, "a", "d"), _topic(0.2, "a", "b"))
    rows = {row["topic_id"]: row for row in topic_rows(7, NOON, _result(topics=topics))}

    assert {key: (row["tagged"], row["name"], row["score"]) for key, row in rows.items()} == {
        "a": (False, None, 0.7),
        "b": (True, "B", 0.2),
        "c": (True, "C", 0.5),
        "d": (True, "D", 0.7),
    }


def test_a_topic_above_another_keeps_its_own_score_whichever_comes_first() -> None:
    topics = (_topic(0.2, "a"), _topic(0.9, "a", "b"))
    for order in (topics, topics[::-1]):
        assert {row["topic_id"]: row["score"] for row in topic_rows(7, NOON, _result(topics=order))} == {
            "a": 0.2,
            "b": 0.9,
        }


def test_headline_and_text_are_searched() -> None:
    assert full_text_row(7, _result(headline="Wind and rain")) == {"rowid": 7, "words": "and rain wind"}


@pytest.mark.parametrize(
    ("published", "dated"),
    [(None, NOON), (NOON - timedelta(days=9), NOON - timedelta(days=9)), (NOON + timedelta(days=9), NOON)],
)
def test_the_time_to_sort_by(published: datetime | None, dated: datetime) -> None:
    assert dated_at(_result(published_at=published), NOON) == dated


def test_the_record_holds_version_and_run() -> None:
    read = Result.model_validate_json(record_of(_result(), 3, 2))

    assert (read.article_version, read.pipeline.run) == (3, 2)
    assert read.pipeline.fingerprint == _result().pipeline.fingerprint


@pytest.mark.parametrize("text", ["\x00", "a\\\x00", "\\\\\x00", "\\u0000\x00"])
def test_a_record_with_nul_is_refused(text: str) -> None:
    with pytest.raises(UnstorableError, match="NUL"):
        record_of(_result(text=text), 1, 1)


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "\\\\\\u0000", "u0000"])
def test_nul_spelled_out_is_text_like_any_other(text: str) -> None:
    assert Result.model_validate_json(record_of(_result(text=text), 1, 1)).text == text


def test_packing_gives_back_every_byte() -> None:
    raw = bytes(range(256)) * 20

    assert zlib.decompress(compress(raw)) == raw
