"""The judge of the bench: books that hold are passed, and each thing that can be wrong is named."""

from dataclasses import replace
from typing import Any

import pytest

from tests.bench.books import Books, Ending, Letter, Offer, faults
from workers.status import Status

OFFERS = [
    Offer("1-0", "urn:good", "text"),
    Offer("2-0", "urn:good", "text"),
    Offer("3-0", "urn:good", "changed"),
    Offer("4-0", "urn:poison", "poison", healthy=False),
]
NOTHING: dict[str, Any] = dict.fromkeys(Status.__dataclass_fields__, 0)
STATUS = Status(**{**NOTHING, "accepted": 4, "stored": 2, "duplicates": 1, "dead_letters": 1})
HOLD = Books(
    status=STATUS,
    endings=[
        Ending("1-0", "stored", "urn:good"),
        Ending("2-0", "duplicate", "urn:good"),
        Ending("3-0", "stored", "urn:good"),
        Ending("4-0", "dead", "urn:poison"),
    ],
    events={"1-0": [1], "2-0": [2], "3-0": [3], "4-0": [4]},
    results={"urn:good": 2},
    current={"urn:good": 1},
    letters={"4-0": Letter("4-0", "urn:poison", "entities", "why", 3)},
    works=0,
    pending=0,
    audit=[],
)


def changed(place: int, **changes: Any) -> list[Ending]:
    """The endings, one of them changed."""
    return [replace(ending, **changes) if n == place else ending for n, ending in enumerate(HOLD.endings)]


def test_books_that_hold_are_passed() -> None:
    assert faults(OFFERS, HOLD) == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"status": replace(STATUS, unfinished=1)}, "unfinished: "),
        ({"status": replace(STATUS, accepted=5)}, "sum off"),
        ({"endings": HOLD.endings[1:]}, "lost: accepted, and without an outcome: 1-0"),
        ({"endings": [*HOLD.endings, HOLD.endings[0]]}, "an entry ended twice: 1-0"),
        ({"events": {**HOLD.events, "1-0": [1, 9]}}, "an event twice: 1-0"),
        ({"events": {k: v for k, v in HOLD.events.items() if k != "1-0"}}, "an entry without an event: 1-0"),
        ({"events": {**HOLD.events, "9-0": [9]}}, "an event without an outcome: 9-0"),
        ({"endings": changed(0, article="urn:other")}, "an outcome of an article that nobody sent: urn:other"),
        ({"endings": changed(1, outcome="dead")}, "a healthy article is a dead letter: urn:good"),
        ({"endings": changed(1, outcome="dead")}, "a dead outcome without its letter: 2-0"),
        ({"endings": changed(3, outcome="stored")}, "poison is no dead letter: urn:poison"),
        ({"results": {"urn:good": 2, "urn:poison": 1}}, "poison was stored: urn:poison"),
        ({"results": {}}, "a healthy article has no result: urn:good"),
        ({"results": {"urn:good": 3}}, "doubled: more versions than were sent: urn:good"),
        ({"results": {"urn:good": 1}}, "a version is missing: urn:good"),
        ({"current": {"urn:good": 2}}, "not exactly one current version: urn:good"),
        ({"letters": {}}, "a dead outcome without its letter: 4-0"),
        ({"works": 1}, "work left behind: 1"),
        ({"pending": 1}, "still pending: 1"),
        ({"audit": ["an event is missing"]}, "newsmill audit: an event is missing"),
    ],
)
def test_each_fault_is_named(wrong: dict[str, Any], named: str) -> None:
    assert any(line.startswith(named) for line in faults(OFFERS, replace(HOLD, **wrong)))
