"""A late old version never wins: which version is current does not depend on the order of storing."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from workers.store.versions import New, Version, current, decide

ACCEPTED = datetime(2026, 11, 23, tzinfo=UTC)

# What producers send: a number or none; the place in the list is the place in the stream. Contents all differ.
sendings = st.lists(st.none() | st.integers(1, 9), min_size=1, max_size=9)


def _store(sent: list[int | None], order: list[int]) -> list[tuple[int, Version]]:
    """Store the sendings in this order; gives (place in the stream, version) of those that became one."""
    stored: list[tuple[int, Version]] = []
    for place in order:
        content = str(place)
        decision = decide([version for _, version in stored], sent[place], content, 1, on_purpose=False)
        if isinstance(decision, New):
            version = Version(decision.number, decision.explicit, (place, 0), content, 1, ACCEPTED)
            stored.append((place, version))
    return stored


def _winner(stored: list[tuple[int, Version]]) -> int:
    best = current([version for _, version in stored])
    return next(place for place, version in stored if version == best)


@given(sent=st.lists(st.none(), min_size=1, max_size=9), data=st.data())
def test_of_versions_without_numbers_the_last_in_the_stream_wins(sent: list[int | None], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(sent))))

    assert _winner(_store(sent, order)) == len(sent) - 1


@given(sent=st.lists(st.integers(1, 99), min_size=1, max_size=9, unique=True), data=st.data())
def test_of_numbered_versions_the_highest_wins(sent: list[int | None], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(sent))))

    numbers = [number or 0 for number in sent]
    assert _winner(_store(sent, order)) == numbers.index(max(numbers))


# Producers' numbers lie above all counted ones here: where they meet, the later sending is a dead letter, and which
# of the two came later is up to the workers.
mixed = st.lists(st.none() | st.integers(100, 109), min_size=1, max_size=9).filter(
    lambda sent: len([n for n in sent if n]) == len({n for n in sent if n})
)


@given(sent=mixed, data=st.data())
def test_the_current_version_is_that_of_storing_in_stream_order(sent: list[int | None], data: st.DataObject) -> None:
    """In stream order: a sending without number always becomes current, one with a number if it is the highest yet."""
    highest, expected = 0, 0
    for place, number in enumerate(sent):
        if number is None:
            expected = place
        elif number > highest:
            highest, expected = number, place

    numbered = {place for place, number in enumerate(sent) if number is not None}
    order = data.draw(st.permutations(range(len(sent))))
    stored = _store(sent, order)
    if numbered <= {place for place, _ in stored}:
        assert _winner(stored) == expected


@given(sent=sendings, data=st.data())
def test_numbers_are_never_given_twice(sent: list[int | None], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(sent))))

    numbers = [version.number for _, version in _store(sent, order)]
    assert len(numbers) == len(set(numbers))
