"""Search: every filter alone and together, newest first, page by page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsmill.article import Entity, Topic
from tests.integration.store.building import START, article, stored
from workers.settlement import Settlement
from workers.store import LetterQuery, QueryError, Store

RUIZ = Entity(id="e1", label="PERSON", name="Ána Ruiz", aliases=("Ruiz", "A. Ruiz"), count=3, salience=0.4)
PORT = Entity(id="e2", label="ORG", name="Port of Varna", count=1, salience=0.1)
BUDGET = Topic(id="t:budget", name="budget", path=("t:politics", "t:economy", "t:budget"), score=0.8)
POLITICS = Topic(id="t:politics", name="politics", path=("t:politics",), score=0.5)


def _filed(number: int, **fields: Any) -> Settlement:
    sent = article(f"text {number}", f"a{number}", source=fields.pop("source", "Example Wire"))
    return stored(sent, number, **fields)


def _ids(store: Store, **filters: Any) -> list[str]:
    return [hit.article_id for hit in store.search(**filters)]


@pytest.fixture
def filled(store: Store) -> Store:
    store.settle(
        [
            _filed(1, entities=(RUIZ,), topics=(BUDGET,), text="The harbour council met."),
            _filed(2, entities=(PORT,), topics=(POLITICS,), text="Café prices at the harbour", source="Other"),
            _filed(3, entities=(RUIZ, PORT), text="Rain."),
        ]
    )
    return store


def test_newest_first(filled: Store) -> None:
    assert _ids(filled) == ["a3", "a2", "a1"]


@pytest.mark.parametrize("name", ["Ána Ruiz", "ana ruiz", "RUIZ", "a. ruiz", " Ana  Ruiz "])
def test_an_entity_is_found_by_name_and_alias_in_any_spelling(filled: Store, name: str) -> None:
    assert _ids(filled, entity=name) == ["a3", "a1"]


def test_a_topic_is_found_under_its_ancestors(filled: Store) -> None:
    assert _ids(filled, topic="t:politics") == ["a2", "a1"]
    assert _ids(filled, topic="t:economy") == ["a1"]
    assert _ids(filled, topic="t:budget") == ["a1"]
    assert _ids(filled, topic="t") == []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("harbour", ["a2", "a1"]),
        ("HARBOUR council", ["a1"]),
        ("cafe", ["a2"]),
        ("harbour rain", []),
        ('"harbour" OR rain*', []),
        ("harbour' | 'rain", []),
        ("harbour:* & !council", ["a1"]),
        ("harb", []),
    ],
)
def test_text_finds_articles_with_every_word_and_knows_no_syntax(filled: Store, text: str, ids: list[str]) -> None:
    assert _ids(filled, text=text) == ids


def test_headlines_are_searched(store: Store) -> None:
    store.settle([_filed(1, headline="Quay reopens")])

    assert _ids(store, text="quay closes") == []
    assert _ids(store, text="quay text") == ["a1"], "a word may stand in the headline, another in the text"


def test_filters_combine(filled: Store) -> None:
    assert _ids(filled, entity="ruiz", topic="t:politics") == ["a1"]
    assert _ids(filled, entity="ruiz", source="example wire") == ["a3", "a1"]
    assert _ids(filled, topic="t:politics", text="harbour", source="Other") == ["a2"]
    assert _ids(filled, entity="ruiz", since=START + timedelta(seconds=2)) == ["a3"]
    assert _ids(filled, entity="ruiz", text="council", topic="t:budget", source="EXAMPLE WIRE", since=START) == ["a1"]
    assert _ids(filled, entity="ruiz", topic="t:politics", source="Other") == []


def test_two_entities_with_one_name_are_one_hit(store: Store) -> None:
    person = Entity(id="e1", label="PERSON", name="Washington", count=1, salience=0.2)
    place = Entity(id="e2", label="GPE", name="Washington", count=1, salience=0.2)
    store.settle([_filed(1, entities=(person, place))])

    assert _ids(store, entity="washington") == ["a1"]


@pytest.mark.parametrize(
    "filters", [{}, {"entity": "ruiz"}, {"topic": "t:politics"}, {"source": "example wire"}, {"text": "same"}]
)
def test_pages_follow_each_other_without_gap_or_overlap(store: Store, filters: dict[str, Any]) -> None:
    """All published at the same second: the article's own key decides then."""
    when = START - timedelta(days=1)
    store.settle(
        [
            _filed(n, entities=(RUIZ,), topics=(BUDGET,), text="same", published_at=when if n < 8 else None)
            for n in range(1, 12)
        ]
    )
    seen: list[str] = []
    before = None
    for _ in range(5):
        page = store.search(limit=3, before=before, **filters)
        seen += [hit.article_id for hit in page]
        before = page[-1].cursor if page else before

    assert seen == [f"a{n}" for n in range(11, 0, -1)]


def test_a_publication_time_in_the_future_does_not_hold_the_top(store: Store) -> None:
    store.settle([_filed(1, published_at=datetime(8999, 1, 1, tzinfo=UTC)), _filed(2)])

    first, second = store.search()
    assert [first.article_id, second.article_id] == ["a2", "a1"]
    assert second.dated_at == START + timedelta(seconds=1)
    assert second.published_at == datetime(8999, 1, 1, tzinfo=UTC)


def test_a_hit_shows_what_a_list_needs(filled: Store) -> None:
    [hit] = filled.search(topic="t:budget")

    assert (hit.version, hit.source, hit.language, hit.published_at) == (1, "Example Wire", None, None)
    assert hit.dated_at == START + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"limit": 0}, "the limit is 0"),
        ({"limit": 100_000}, "1 to 1000"),
        ({"text": " -*- "}, "holds no word"),
        ({"since": datetime(2026, 1, 1)}, "no offset"),  # noqa: DTZ001 -- what is refused
        ({"before": "yesterday"}, "not given out by a search"),
        ({"before": "2026-11-23T09:00:00/5"}, "no offset"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_a_sentence(
    store: Store, filters: dict[str, Any], told: str
) -> None:
    with pytest.raises(QueryError, match=told):
        store.search(**filters)


def test_very_long_names_and_texts_are_stored_and_found(store: Store) -> None:
    """PostgreSQL bounds index entries and tsvectors; what is beyond is cut, never refused."""
    long_name = "Ö" * 5000
    entity = Entity(id="e1", label="ORG", name=long_name, count=1, salience=0.1)
    text = " ".join(f"{n:x}日本語𠀀𠀁" for n in range(150_000)) + " " + "𠀀" * 3000
    sent = article("x", "long", source="Š" * 4000)
    [settled] = store.settle([stored(sent, 1, entities=(entity,), text=text)])

    assert settled.outcome == "stored"
    assert _ids(store, entity=long_name) == ["long"]
    assert _ids(store, source="s" * 4000) == ["long"]
    assert _ids(store, text="1f日本語𠀀𠀁") == ["long"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.get("harbour", 2**70),
        lambda store: store.get("\udcff"),
        lambda store: store.search(source="\udcff"),
        lambda store: store.dead_letters(LetterQuery(ids=(2**70,))),
        lambda store: store.dead_letters(LetterQuery(limit=2**70)),
    ],
)
def test_a_question_that_no_database_can_hold_is_refused_in_a_sentence(
    store: Store, ask: Callable[[Store], Any]
) -> None:
    with pytest.raises(QueryError, match="no database can hold"):
        ask(store)
