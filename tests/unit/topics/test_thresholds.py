"""Thresholds: an operator's number holds for all, short texts must be more certain, custom topics have their own."""

from pathlib import Path

import numpy as np
import pytest

from workers.topics import TopicOptions, load
from workers.topics.options import DATA
from workers.topics.scheme import Concept
from workers.topics.thresholds import Thresholds

LONG, SHORT, HEADLINE = 200, 40, 12


@pytest.fixture(scope="module")
def sample() -> Path:
    return DATA / "samples" / "technology-business.yaml"


def test_one_number_of_the_operator_holds_for_top_and_deep_topics() -> None:
    given = Thresholds.of(TopicOptions(threshold=0.7), [])
    assert (given.top, given.deep) == (0.7, 0.7)
    shipped = Thresholds.of(TopicOptions(), [])
    assert 0 < shipped.top < shipped.deep < 0.7


def test_each_kind_of_topic_has_its_least(sample: Path) -> None:
    model = load(TopicOptions(custom=sample)).model
    own = [Concept("tech:ransomware", "ransomware", "here", threshold=0.9)]
    thresholds = Thresholds.of(TopicOptions(threshold=0.5), own)
    nothing = np.zeros(len(model.codes), np.float32)
    least = dict(zip(model.codes, thresholds.least(model, nothing, LONG).round(4).tolist(), strict=True))
    assert least["medtop:13000000"] == least["medtop:20001298"] == pytest.approx(0.5)
    assert least["tech:ransomware"] == pytest.approx(0.9)
    short = dict(zip(model.codes, thresholds.least(model, nothing, SHORT).tolist(), strict=True))
    assert least["medtop:13000000"] < short["medtop:13000000"] < short["medtop:20001298"]
    headline = dict(zip(model.codes, thresholds.least(model, nothing, HEADLINE).tolist(), strict=True))
    assert short["medtop:13000000"] < headline["medtop:13000000"] < 0.99
    assert headline["tech:ransomware"] == short["tech:ransomware"] == pytest.approx(0.9), "an own number holds"
    certain = np.where(model.is_top, np.float32(1), nothing)
    near = dict(zip(model.codes, thresholds.least(model, certain, LONG).tolist(), strict=True))
    assert near["medtop:13000000"] > least["medtop:13000000"]
    assert near["medtop:20001298"] == pytest.approx(0.5)


def test_short_texts_get_few_topics() -> None:
    assert (Thresholds.most(SHORT, 8), Thresholds.most(LONG, 8), Thresholds.most(SHORT, 2)) == (3, 8, 2)


def test_a_deep_topic_needs_its_top_topic_unless_it_is_the_operators_own(sample: Path) -> None:
    model = load(TopicOptions(custom=sample)).model
    chances = np.zeros(len(model.codes), np.float32)
    chances[model.codes.index("tech:ransomware")] = chances[model.codes.index("medtop:20001298")] = 0.6
    own = [Concept("tech:ransomware", "ransomware", "here")]
    given = Thresholds.of(TopicOptions(), own).passing(model, chances, LONG)
    assert {model.codes[number] for number in np.flatnonzero(given)} == {"tech:ransomware", "medtop:02000000"}
    assert not Thresholds.of(TopicOptions(), []).passing(model, chances, LONG).any()
