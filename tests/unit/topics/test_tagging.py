"""Tagging: topics with their evidence, abstaining with a reason, the raw ranking."""

import re
from dataclasses import replace

import pytest

from newsmill.article import CleanArticle
from workers.topics import TopicOptions, TopicResources, load, tag
from workers.topics.corpus import read_corpus
from workers.topics.options import CORPUS


@pytest.fixture(scope="module")
def resources() -> TopicResources:
    return load(TopicOptions())


def article(text: str, headline: str | None = None, language: str | None = "en") -> CleanArticle:
    return CleanArticle(stamp="", headline=headline, text=text, language=language)


FLOOD = article(
    "Floodwater rose over the quay on Sunday as the river burst its banks. The flood drove 300 people from home.\n"
    "Rescue boats took families off roofs. A band played on.",
    "River flood drives hundreds from their homes",
)


def test_a_plain_story_gets_its_topic_with_the_sentence_that_earned_it(resources: TopicResources) -> None:
    topics = tag(FLOOD, resources)
    assert topics.topics[0].path[0] == "medtop:03000000"
    assert topics.abstained is None
    for topic in topics.topics:
        assert topic.path == resources.scheme.path(topic.id)
        assert topic.evidence
    flood = next(topic for topic in topics.topics if topic.id == "medtop:20000154")
    best = next(piece for piece in flood.evidence if piece.field == "text")
    assert "flood" in FLOOD.text[best.start : best.end].lower()


def test_topics_come_best_first_and_no_more_than_asked(resources: TopicResources) -> None:
    few = replace(resources, options=replace(resources.options, max_topics=2))
    assert len(tag(FLOOD, few).topics) <= 2
    scores = [topic.score for topic in tag(FLOOD, resources).topics]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Well then.", "too few words"),
        ("?!", "too few words"),
        ("Parliament votes", "too few words"),
        (
            "They said it again, and then once more, as they had said it before all of that.",
            "certain enough",
        ),
    ],
)
def test_what_fits_nothing_is_abstained_from_with_a_reason(resources: TopicResources, text: str, reason: str) -> None:
    topics = tag(article(text), resources)
    assert topics.topics == ()
    assert re.search(reason, topics.abstained or "")


def test_another_language_is_skipped_with_a_reason(resources: TopicResources) -> None:
    topics = tag(article(FLOOD.text, language="de"), resources)
    assert topics.topics == ()
    assert topics.skipped is not None
    assert "'de'" in topics.skipped


def test_a_deep_topic_comes_with_its_top_topic(resources: TopicResources) -> None:
    scheme = resources.scheme
    all_of_it = replace(resources, thresholds=replace(resources.thresholds, deep=0.05))
    for item in read_corpus(CORPUS / "16000000.jsonl", scheme)[:60]:
        found = tag(article(f"{item.text} {item.text}", item.headline), all_of_it).topics
        if len(found) < resources.options.max_topics:
            assert {topic.path[0] for topic in found} <= {topic.id for topic in found}


def test_evidence_is_a_whole_sentence_with_the_words_that_spoke_and_an_example(resources: TopicResources) -> None:
    flood = next(topic for topic in tag(FLOOD, resources).topics if topic.id == "medtop:20000154")
    best = flood.evidence[0]
    source = FLOOD.headline if best.field == "headline" else FLOOD.text
    assert source is not None
    assert any("flood" in term.lower() for term in best.terms)
    assert best.example is not None
    assert [piece.score for piece in flood.evidence] == sorted((piece.score for piece in flood.evidence), reverse=True)


def test_the_ranking_is_given_only_when_asked_for_and_holds_every_top_topic(resources: TopicResources) -> None:
    assert tag(FLOOD, resources).ranking is None
    ranking = tag(FLOOD, replace(resources, options=replace(resources.options, rank=True))).ranking
    assert ranking is not None
    assert sum(len(line.path) == 1 for line in ranking) == 17
    assert [line.score for line in ranking] == sorted((line.score for line in ranking), reverse=True)


def test_the_stamp_names_version_and_scheme(resources: TopicResources) -> None:
    assert tag(FLOOD, resources).stamp.startswith("1+iptc-2025-10-09+")
