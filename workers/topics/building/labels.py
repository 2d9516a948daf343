"""From labelled items to training targets: ancestors, main and further topics, implied topics."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from newsmill.errors import Misconfigured
from workers.topics.corpus import Item
from workers.topics.embedding import Floats
from workers.topics.scheme import Concept, Scheme
from workers.topics.word_pieces import Indices

FURTHER = 0.6  # degree of a topic that is not the item's main one
FEWEST_ITEMS = 4  # a topic with fewer has no head of its own; its items still teach its ancestors


def note_items(scheme: Scheme, notes: Iterable[Concept]) -> list[Item]:
    """One item a noted topic: its name, scope note and terms. Raises Misconfigured for a code not in use."""
    items = []
    for note in notes:
        if note.code not in scheme.in_use:
            raise Misconfigured(f"{note.place}: code '{note.code}' is not in use in {scheme.name}")
        name = scheme.concepts[note.code].name
        items.append(Item(name, f"{name}. {note.description}. {', '.join(note.terms)}", (note.code,), note.place))
    return items


def narrow_degrees(items: Sequence[Item], codes: Sequence[str]) -> Floats:
    """(items, topics): 1 for the item's main topic, FURTHER for the others it is labelled with."""
    place = {code: number for number, code in enumerate(codes)}
    degrees = np.zeros((len(items), len(codes)), np.float32)
    for row, item in enumerate(items):
        for rank, code in enumerate(item.topics):
            if code in place:
                degrees[row, place[code]] = 1 if rank == 0 else FURTHER
    return degrees


def wide_degrees(items: Sequence[Item], codes: Sequence[str], scheme: Scheme, also: Mapping[str, str]) -> Floats:
    """The same with every topic's ancestors, and with the topics that go along with it."""
    place = {code: number for number, code in enumerate(codes)}
    degrees = np.zeros((len(items), len(codes)), np.float32)
    for row, item in enumerate(items):
        for rank, code in enumerate(item.topics):
            path = scheme.path(code)
            implied = [step for one in path if one in also for step in scheme.path(also[one])]
            for steps, degree in ((path, 1 if rank == 0 else FURTHER), (implied, FURTHER)):
                for step in steps:
                    if step in place:
                        degrees[row, place[step]] = max(degrees[row, place[step]], degree)
    return degrees


def topics_to_learn(items: Sequence[Item], scheme: Scheme) -> tuple[str, ...]:
    """Codes with enough items at or under them, in the order of the scheme, and all top topics."""
    count: dict[str, int] = {}
    for item in items:
        for code in {step for topic in item.topics for step in scheme.path(topic)}:
            count[code] = count.get(code, 0) + 1
    return tuple(code for code in scheme.in_use if len(scheme.path(code)) == 1 or count.get(code, 0) >= FEWEST_ITEMS)


def entries(degrees: Floats) -> tuple[Indices, Indices, Floats]:
    """Rows, columns and values of what is not zero."""
    rows, columns = np.nonzero(degrees)
    return rows, columns, degrees[rows, columns]
