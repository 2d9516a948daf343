"""Re-tagging: what would change is counted per topic, with examples."""

from newsmill.article import Topic
from workers.topics.retagging import changes


def topics(*codes: str) -> list[Topic]:
    return [Topic(id=code, name=code, path=(code,), score=0.5) for code in codes]


def test_changes_are_counted_and_the_most_changed_comes_first() -> None:
    stored = [("a", topics("x", "y"), topics("y")), ("b", topics("x"), topics("y")), ("c", topics("y"), topics("y"))]
    found = changes(stored)
    assert list(found) == ["x", "y"]
    assert (found["x"].dropped, found["x"].dropped_from, found["x"].added) == (2, ["a", "b"], 0)
    assert (found["y"].added, found["y"].added_to) == (1, ["b"])


def test_examples_are_few() -> None:
    many = [(str(number), topics(), topics("x")) for number in range(20)]
    assert changes(many)["x"].added == 20
    assert len(changes(many)["x"].added_to) == 5
