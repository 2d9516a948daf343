"""The ledger's sum on real servers: exact at any moment, in all and in windows of time."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from newsmill.errors import Misconfigured
from tests.integration.audit.conftest import Flow
from workers.account import Window
from workers.entry_id import accepted_at
from workers.queue import keys


def sums(flow: Flow, window: Window | None = None) -> tuple[int, int, int, int]:
    """accepted, stored, dead, unfinished."""
    found = flow.account(window)
    assert found.balanced, found
    return found.accepted, found.stored, found.dead_letters, found.unfinished


def test_nothing_was_ever_accepted(flow: Flow) -> None:
    assert sums(flow) == (0, 0, 0, 0)
    flow.client.flushall()
    assert sums(flow) == (0, 0, 0, 0)


def test_entries_count_once_wherever_they_are(flow: Flow) -> None:
    flow.run(3)
    flow.run(2, dead=True)
    flow.accept(7)
    first, second, *_ = flow.dispatch(4)
    assert sums(flow) == (12, 3, 2, 7)
    settled = flow.settle([first, second])  # in the store, and not yet through the gate
    assert sums(flow) == (12, 5, 2, 5)
    flow.finish(settled)
    assert sums(flow) == (12, 5, 2, 5)


def test_what_finishes_between_the_two_looks_is_counted_once(flow: Flow) -> None:
    """The store is read after the queue; by then entries that waited, and some that came later, may be settled."""
    flow.run(2)
    flow.accept(3)
    ended = flow.store.ended

    def flow_on(*arguments: object) -> object:
        flow.finish(flow.settle(flow.dispatch()))  # the three
        flow.run(4)  # and four that the look did not see
        return ended(*arguments)  # type: ignore[arg-type]

    flow.store.ended = flow_on  # type: ignore[method-assign, assignment]
    assert sums(flow) == (5, 5, 0, 0)
    flow.store.ended = ended  # type: ignore[method-assign]
    assert sums(flow) == (9, 9, 0, 0)


def test_the_oldest_unfinished_is_the_oldest_without_an_outcome(flow: Flow) -> None:
    one, two, three = flow.accept(3)
    flow.dispatch(2)
    assert flow.account().oldest_unfinished == accepted_at(one)
    flow.settle([one])
    assert flow.account().oldest_unfinished == accepted_at(two)
    flow.finish(flow.settle([two]))
    assert flow.account().oldest_unfinished == accepted_at(three)


def test_an_entry_whose_body_was_removed_is_unfinished_until_it_is_dead(flow: Flow) -> None:
    [entry] = flow.accept(1)
    flow.dispatch()
    flow.client.xdel(keys.INCOMING, entry)
    assert sums(flow) == (1, 0, 0, 1)
    assert flow.ledger.watch() is None, "it did not vanish: the sweeper makes a dead letter of it"
    flow.finish(flow.settle([entry], dead=True))
    assert sums(flow) == (1, 0, 1, 0)


def test_a_window_holds_what_was_accepted_in_it(flow: Flow) -> None:
    flow.run(2)
    time.sleep(0.01)
    middle = datetime.now(UTC)
    time.sleep(0.01)
    flow.run(3)
    flow.run(1, dead=True)
    flow.accept(5)
    pending = flow.dispatch(2)
    assert sums(flow, Window(until=middle)) == (2, 2, 0, 0)
    assert sums(flow, Window(since=middle)) == (9, 3, 1, 5)
    flow.settle(pending)
    assert sums(flow, Window(since=middle)) == (9, 5, 1, 3)
    assert flow.account(Window(since=middle)).oldest_unfinished is not None
    later = middle + timedelta(hours=1)
    assert sums(flow, Window(since=later, until=later + timedelta(days=1))) == (0, 0, 0, 0)


def test_an_empty_window_is_refused() -> None:
    now = datetime.now(UTC)
    with pytest.raises(Misconfigured, match="since must be before until"):
        Window(now, now)


def test_a_new_ledger_begins_at_nothing(flow: Flow) -> None:
    flow.run(3)
    flow.client.flushall()
    flow.ledger.prepare()  # by the dispatcher that prepared the first
    flow.run(2)
    assert sums(flow) == (2, 2, 0, 0)
    [note] = flow.audit().notes
    assert note.startswith("3 entries, accepted from ")
    assert "send the articles of that time again" in note
