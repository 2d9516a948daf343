"""What a stored result tells of its earlier stages is what they made: a re-run of the same stage changes nothing."""

from datetime import UTC, datetime

import pytest

from newsmill.article import (
    Article,
    Body,
    CleanArticle,
    Entities,
    Entity,
    Removed,
    Span,
    Stage,
    Topic,
    Topics,
    Value,
)
from workers.pipeline import assemble
from workers.queue.rerun import Rerun, differing, is_outdated, outputs_before, rerun_of, stages_from

ARTICLE = Article(id="urn:x:1", source="Ostra Post", body=Body(value="raw"), meta={"n": 1})
CLEAN = CleanArticle(
    stamp="1+c",
    headline="Ora wins",
    byline="A. Writer",
    published_at=datetime(2026, 11, 23, tzinfo=UTC),
    updated_at=datetime(2026, 11, 24, tzinfo=UTC),
    url="https://example.org/",
    site="Post",
    language="en",
    signature="mh1:00",
    text="Ora won.",
    removed=(Removed(text="Share", reason="share line"),),
    warnings=("cleanup: odd",),
)
FULL = Entities(
    stamp="1+e",
    spans=(Span(start=0, end=3, label="ORG", text="Ora", entity="e1"),),
    entities=(Entity(id="e1", label="ORG", name="Ora", count=1, salience=0.5),),
    values=(Value(start=0, end=1, label="MONEY", text="O"),),
    warnings=("entities: only the first words were read",),
)
SKIPPED = Entities(stamp="1+e", skipped="entities: no English", warnings=("entities: and short",))
TOPICS = Topics(stamp="1+t", topics=(Topic(id="t", name="t", path=("t",), score=0.5),), warnings=("topics: hm",))


@pytest.mark.parametrize("entities", [FULL, SKIPPED], ids=["full", "skipped"])
def test_the_outputs_of_the_earlier_stages_come_back_from_the_result(entities: Entities) -> None:
    result = assemble(ARTICLE, CLEAN, entities, TOPICS, {"cleanup": 4, "entities": 60, "topics": 3})

    made = outputs_before("topics", result)

    assert CleanArticle.model_validate_json(made["cleanup"]) == CLEAN
    assert Entities.model_validate_json(made["entities"]) == entities
    assert (made["cleanup_ms"], made["entities_ms"]) == (b"4", b"60")
    assert "topics_ms" not in made


@pytest.mark.parametrize(("stage", "fields"), [("cleanup", set()), ("entities", {"cleanup", "cleanup_ms"})])
def test_nothing_is_told_of_the_stage_itself_and_those_after_it(stage: Stage, fields: set[str]) -> None:
    result = assemble(ARTICLE, CLEAN, FULL, TOPICS, {})

    assert set(outputs_before(stage, result)) == fields


def test_every_warning_names_its_stage_once() -> None:
    plain = CLEAN.model_copy(update={"warnings": ("odd",)})

    assert assemble(ARTICLE, plain, None, None, {}).warnings == ("cleanup: odd",)
    assert assemble(ARTICLE, CLEAN, None, None, {}).warnings == ("cleanup: odd",)


def test_a_result_is_outdated_when_a_stage_that_would_run_has_another_stamp_today() -> None:
    made = {"cleanup": "1+c", "entities": "1+e", "topics": None, "fingerprint": "sha256:…"}

    assert not is_outdated(made, {"cleanup": "1+c", "entities": "1+e"})
    assert is_outdated(made, {"cleanup": "1+c", "entities": "2+e"})
    assert is_outdated(made, {"topics": "1+t"}), "a stage that did not run then"
    assert stages_from("entities") == ("entities", "topics")


def test_a_rerun_carries_its_marks_and_what_was_made_before() -> None:
    result = assemble(ARTICLE, CLEAN, FULL, TOPICS, {"cleanup": 4}, run=3)

    rerun = rerun_of(result, b"raw", "7-0", "entities")

    assert {name: rerun.fields()[name] for name in ("stage", "run", "first")} == {
        "stage": b"entities",
        "run": b"4",
        "first": b"7-0",
    }
    assert set(rerun.fields()) == {"stage", "run", "first", "cleanup", "cleanup_ms"}
    assert Rerun(b"raw", 1, "7-0", letter=5).fields()["letter"] == b"5"


def test_a_worker_differs_in_the_stages_of_today_that_it_stamps_otherwise() -> None:
    today: dict[Stage, str] = {"entities": "1+e", "topics": "1+t"}
    assert differing({"entities": "1+e", "topics": "1+u"}, today) == ["topics"]
    assert differing({"cleanup": "1+d", "topics": "1+t"}, today) == []
    assert differing({}, today) == []
