"""Cut-off teasers written for this test: each gets topics that a reader would call right, every one, or none."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from newsmill.article import CleanArticle, Topics
from workers.topics import TopicOptions, TopicResources, load, tag
from workers.topics.options import DATA


def read(name: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (Path(__file__).parent / name).read_bytes().splitlines()]


# `right`: every topic that a reader would call right. A tag is right when it is one of them or stands above one.
TEASERS = read("teasers.jsonl")
# Mostly headlines alone, with words that mislead, written before a model was asked; kept whole, wrong ones too.
BLIND = read("blind.jsonl")


@pytest.fixture(scope="module")
def resources() -> TopicResources:
    return load(TopicOptions(custom=DATA / "samples" / "technology-business.yaml"))


def topics_of(teaser: dict[str, Any], resources: TopicResources) -> Topics:
    return tag(CleanArticle(stamp="", headline=teaser["headline"], text=teaser["text"], language="en"), resources)


def false_topics(teaser: dict[str, Any], resources: TopicResources) -> list[str]:
    right = {step for code in teaser["right"] for step in resources.scheme.path(code)}
    given = topics_of(teaser, resources).topics
    return [f"{topic.name} {topic.score}" for topic in given if topic.id not in right]


@pytest.mark.parametrize("teaser", TEASERS, ids=lambda teaser: teaser["headline"])
def test_a_teaser_gets_no_false_topic(teaser: dict[str, Any], resources: TopicResources) -> None:
    assert false_topics(teaser, resources) == []


def test_few_teasers_are_abstained_from(resources: TopicResources) -> None:
    answered = [bool(topics_of(teaser, resources).topics) for teaser in TEASERS]
    assert sum(answered) >= len(TEASERS) * 0.8


def test_few_headlines_with_words_that_mislead_get_a_false_topic(resources: TopicResources) -> None:
    false = {teaser["headline"]: found for teaser in BLIND if (found := false_topics(teaser, resources))}
    assert len(false) <= len(BLIND) / 8, false
    answered = [bool(topics_of(teaser, resources).topics) for teaser in BLIND]
    assert sum(answered) >= len(BLIND) / 2
