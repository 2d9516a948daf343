"""From the work of an entry to its settlement."""

import json
from datetime import UTC, datetime

import pytest

from newsmill.article import CleanArticle, Entities, Topics
from workers.entry_id import accepted_at
from workers.queue.entry import Taken
from workers.queue.settle import FIELDS, to_settlement
from workers.settlement import Failure

BODY = b'{"id": "urn:x:1", "version": 3, "source": "Ostra Post", "body": {"value": "Rain."}, "meta": {"ticket": 7}}'
OUTPUTS = {
    "cleanup": CleanArticle(stamp="1+c", text="Rain.", warnings=("odd",)).to_json(),
    "entities": Entities(stamp="1+e", skipped="no English").to_json(),
    "topics": Topics(stamp="1+t", abstained="nothing fits").to_json(),
    "cleanup_ms": b"4",
    "entities_ms": b"60",
}


def taken(entry: str, body: bytes | None = BODY, **fields: bytes) -> Taken:
    return Taken("ledger1", entry, body, {name: fields.get(name) for name in FIELDS})


def test_three_outputs_make_a_result() -> None:
    found = to_settlement(taken("1763892000000-1", **OUTPUTS, run=b"2"))
    assert found.failure is None
    assert found.result is not None
    assert (found.ledger, found.entry, found.raw, found.run) == ("ledger1", "1763892000000-1", BODY, 2)
    assert found.accepted_at == datetime(2025, 11, 23, 10, 0, tzinfo=UTC)
    result = found.result
    assert (result.article_id, result.text, result.source, result.meta) == (
        "urn:x:1",
        "Rain.",
        "Ostra Post",
        {"ticket": 7},
    )
    assert (result.pipeline.cleanup, result.pipeline.entities, result.pipeline.topics) == ("1+c", "1+e", "1+t")
    assert (result.status, result.abstained) == ("partial", "nothing fits")
    assert result.warnings == ("cleanup: odd", "entities: no English")
    assert result.timings_ms == {"cleanup": 4, "entities": 60}
    assert result.pipeline.run == 2


def test_a_replay_keeps_its_marks() -> None:
    found = to_settlement(taken("9-0", **OUTPUTS, run=b"1", first=b"1763892000000-1", letter=b"7"))
    assert (found.run, found.origin, found.letter, found.on_purpose) == (1, "1763892000000-1", 7, True)


def test_a_failure_wins_over_outputs() -> None:
    failure = Failure(stage="topics", error="Permanent", message="no", starts=1, failed_at=datetime.now(UTC))
    found = to_settlement(taken("1-0", **OUTPUTS, failure=failure.to_json()))
    assert (found.result, found.failure) == (None, failure)
    assert found.article is not None


def test_work_that_is_gone_from_redis_is_a_dead_letter_that_says_so() -> None:
    found = to_settlement(taken("1-0", cleanup=OUTPUTS["cleanup"]))
    assert found.failure is not None
    assert "missing: entities, topics" in found.failure.message


def test_work_that_cannot_be_read_is_a_dead_letter_without_a_word_of_the_text() -> None:
    found = to_settlement(taken("1-0", **{**OUTPUTS, "cleanup": b'{"stamp": "1", "text": ["secret"]}'}))
    assert found.failure is not None
    assert "cannot be read by this version of newsmill (CleanArticle.text)" in found.failure.message
    assert "secret" not in found.failure.model_dump_json()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("failure", b"{"),
        ("failure", b'{"stage": "topics"}'),
        ("run", b"secret"),
        ("run", b"0"),
        ("run", b"99999999999"),
        ("first", b"secret"),
        ("letter", b"9" * 30),
        ("topics_ms", b"secret"),
        ("cleanup", b"\xff"),
    ],
)
def test_nothing_that_stands_in_the_work_ends_the_worker(field: str, value: bytes) -> None:
    found = to_settlement(taken("1-0", **{**OUTPUTS, field: value}))
    assert found.failure is not None
    assert "cannot be read by this version of newsmill" in found.failure.message
    assert "secret" not in found.failure.model_dump_json()
    assert (found.run, found.first, found.letter) == (1, None, None)


def test_a_newer_workers_extra_keys_are_passed_over() -> None:
    span = {"start": 0, "end": 4, "label": "LOC", "text": "Rain", "entity": "e1", "certainty": 0.9}
    newer = json.dumps({"stamp": "2+e", "spans": [span], "sentiment": 1}).encode()
    result = to_settlement(taken("1-0", **{**OUTPUTS, "entities": newer})).result
    assert result is not None
    assert [span.text for span in result.spans] == ["Rain"]
    failure = Failure(stage="topics", error="Permanent", message="no", starts=1, failed_at=datetime.now(UTC))
    assert to_settlement(taken("1-0", failure=failure.to_json()[:-1] + b', "severity": 1}')).failure == failure


def test_acceptance_is_the_time_in_the_entry_id() -> None:
    assert accepted_at("0-5") == datetime(1970, 1, 1, tzinfo=UTC)


def test_an_entry_id_beyond_the_calendar_is_a_time_all_the_same() -> None:
    assert accepted_at("1795642068754000000-0") == datetime(9000, 1, 1, tzinfo=UTC)
