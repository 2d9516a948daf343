"""An operator's own topics: learned from their examples, held to their terms, warned about when thin."""

from dataclasses import replace
from pathlib import Path

import pytest

from newsmill.article import CleanArticle
from newsmill.errors import Misconfigured
from workers.topics import TopicOptions, TopicResources, load, tag
from workers.topics.options import DATA

BEES = """topics:
  - code: own:bees
    name: beekeeping
    parent: medtop:20000210
    terms: [bees, hive, beekeeper, honey, swarm]
    examples:
      - Beekeepers count their losses. A third of the hives did not survive the winter, says the association.
      - Swarm of bees stops traffic. A beekeeper lured the queen into a box while drivers waited.
      - Honey harvest fails after wet spring. The bees could not fly while the lime trees were in flower.
      - Town hall puts hives on its roof. Twelve colonies will make honey for guests of the mayor.
      - Mite threatens honey bees in the north. Inspectors ask beekeepers to burn infested hives.
      - School keeps its own bees. Pupils in white veils learn to read a comb and to move slowly.
"""
STORY = "Beekeepers moved forty hives to the heath so that their bees could make heather honey. The swarm took to it."


def article(text: str, headline: str = "Bees sent to the heath") -> CleanArticle:
    return CleanArticle(stamp="", headline=headline, text=text, language="en")


def resources(tmp_path: Path, text: str = BEES, alone: bool = False) -> TopicResources:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    return load(TopicOptions(custom=path, custom_only=alone))


def test_an_own_topic_is_given_with_its_iptc_path(tmp_path: Path) -> None:
    topics = tag(article(STORY), resources(tmp_path)).topics
    bees = next(topic for topic in topics if topic.id == "own:bees")
    assert bees.path[0] == "medtop:04000000"
    assert bees.evidence[0].example is not None


def test_another_story_does_not_get_it(tmp_path: Path) -> None:
    other = article(
        "The bank raised its forecast and its shares rose in early trading on Monday.", "Bank lifts forecast"
    )
    assert "own:bees" not in {topic.id for topic in tag(other, resources(tmp_path)).topics}


def test_must_and_must_not_terms_decide(tmp_path: Path) -> None:
    demanding = resources(tmp_path, BEES + "    must: [varroa mite, drone]\n")
    assert "own:bees" not in {topic.id for topic in tag(article(STORY), demanding).topics}
    assert "own:bees" in {topic.id for topic in tag(article(STORY + " The Varroa  mite came too."), demanding).topics}
    forbidding = resources(tmp_path, BEES + "    must_not: [heather honey]\n")
    assert "own:bees" not in {topic.id for topic in tag(article(STORY), forbidding).topics}


def test_alone_it_replaces_iptc(tmp_path: Path) -> None:
    alone = resources(tmp_path, BEES.replace("    parent: medtop:20000210\n", ""), alone=True)
    assert [topic.id for topic in tag(article(STORY), alone).topics] == ["own:bees"]
    assert alone.stamp.startswith("1+own+")


def test_its_own_threshold_holds(tmp_path: Path) -> None:
    strict = resources(tmp_path, BEES + "    threshold: 0.99\n")
    assert "own:bees" not in {topic.id for topic in tag(article(STORY), strict).topics}


def test_few_examples_are_warned_about_with_the_line(tmp_path: Path) -> None:
    few = "\n".join(BEES.splitlines()[:9]) + "\n"
    (warning,) = resources(tmp_path, few).warnings
    assert "own.yaml, line 2: topic 'own:bees' has 3 of the 6 examples" in warning
    assert resources(tmp_path).warnings == ()


def test_a_topic_that_nothing_could_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="line 2: topic 'own:bees' has no examples, no terms"):
        resources(tmp_path, "topics:\n  - code: own:bees\n    name: bees\n")


def test_the_stamp_changes_with_topics_and_settings(tmp_path: Path) -> None:
    plain = load(TopicOptions())
    stamps = {
        plain.stamp,
        resources(tmp_path).stamp,
        resources(tmp_path, BEES.replace("hive", "comb")).stamp,
        load(TopicOptions(max_topics=3)).stamp,
        load(TopicOptions(threshold=0.6)).stamp,
    }
    assert len(stamps) == 5
    assert load(replace(plain.options, rank=True)).stamp == plain.stamp


def test_the_sample_file_is_whole() -> None:
    sample = load(TopicOptions(custom=DATA / "samples" / "technology-business.yaml"))
    assert len(sample.custom) == 5
    assert sample.warnings == ()
