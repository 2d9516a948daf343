"""Which stored articles a re-run chooses."""

from datetime import UTC, datetime
from typing import Any

import pytest

from newsmill.article import Entity, Pipeline, Topic
from tests.integration.store.building import article, stored
from tests.integration.store.near_building import signed, story
from workers.store import Selection, Store

POLITICS = Topic(id="medtop:20000574", name="election", path=("medtop:11000000", "medtop:20000574"), score=0.9)
RUIZ = Entity(id="e1", label="PERSON", name="Ána Ruiz", aliases=("A. Ruiz",), count=3, salience=0.4)
OTHER = Pipeline.of("1+a", "1+b", "2+c")


@pytest.fixture
def filled(store: Store) -> Store:
    day = datetime(2026, 11, 20, tzinfo=UTC)
    store.settle(
        [
            stored(article("The council met.", "a", published_at=day, source="Ostra Post"), 1, topics=(POLITICS,)),
            stored(article("The council voted.", "b", published_at=day, source="Other"), 2, entities=(RUIZ,)),
            stored(article("A first text.", "c"), 3),
            stored(article("Rain fell.", "c"), 4, pipeline=OTHER),
            signed("original", 5, story(1)),
            signed("copy", 6, story(1)),
        ]
    )
    return store


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["a", "b", "c", "original", "copy"]),
        ({"ids": ("c", "a", "missing")}, ["a", "c"]),
        ({"source": "OSTRA post"}, ["a"]),
        ({"topic": "medtop:11000000"}, ["a"]),
        ({"entity": "ana ruiz"}, ["b"]),
        ({"entity": "a. ruiz", "source": "Ostra Post"}, []),
        ({"text": "Council"}, ["a", "b"]),
        ({"text": "first"}, []),
        ({"near": "original"}, ["original", "copy"]),
        ({"near": "copy"}, ["original", "copy"]),
        ({"near": "a"}, ["a"]),
        ({"fingerprint": OTHER.fingerprint}, ["c"]),
        ({"fingerprint": OTHER.fingerprint[7:15]}, ["c"]),
        ({"fingerprint": "%"}, []),
        ({"before": datetime(2026, 11, 21, tzinfo=UTC)}, ["a", "b"]),
        ({"since": datetime(2026, 11, 21, tzinfo=UTC)}, ["c", "original", "copy"]),
        ({"text": "council", "source": "other"}, ["b"]),
    ],
)
def test_every_filter_that_is_given_holds(filled: Store, filters: dict[str, Any], found: list[str]) -> None:
    assert sorted(chosen.article_id for chosen in filled.walk(Selection(**filters))) == sorted(found)


def test_what_is_chosen_comes_with_the_entry_it_was_first_accepted_under(filled: Store) -> None:
    [chosen] = filled.walk(Selection(ids=("c",)))
    assert (chosen.version, chosen.entry) == (2, "4-0")
