"""Cut-off teasers written for this test: each gets a topic that a reader would name first, or none."""

from pathlib import Path

import orjson
import pytest

from workers.article import CleanArticle
from workers.topics import TopicOptions, TopicResources, load, tag
from workers.topics.options import DATA

TEASERS = [orjson.loads(line) for line in (Path(__file__).parent / "teasers.jsonl").read_bytes().splitlines()]


@pytest.fixture(scope="module")
def resources() -> TopicResources:
    return load(TopicOptions(custom=DATA / "samples" / "technology-business.yaml"))


@pytest.mark.parametrize("teaser", TEASERS, ids=lambda teaser: teaser["headline"])
def test_a_teaser_gets_a_topic_that_fits_or_none(teaser: dict[str, str], resources: TopicResources) -> None:
    topics = tag(CleanArticle(stamp="", headline=teaser["headline"], text=teaser["text"], language="en"), resources)
    assert not topics.topics or topics.topics[0].path[0] in teaser["fits"]


def test_few_teasers_are_abstained_from_and_few_topics_are_false(resources: TopicResources) -> None:
    given = false = answered = 0
    for teaser in TEASERS:
        article = CleanArticle(stamp="", headline=teaser["headline"], text=teaser["text"], language="en")
        roots = {topic.path[0] for topic in tag(article, resources).topics}
        answered += bool(roots)
        given += len(roots)
        false += len(roots - set(teaser["fits"]))
    assert answered >= len(TEASERS) * 0.8
    assert false <= given * 0.15
