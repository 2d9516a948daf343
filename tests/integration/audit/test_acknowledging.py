"""What is missing from the sum is acknowledged once; what goes missing after that is a fault again."""

from datetime import UTC, datetime, timedelta

from tests.integration.audit.conftest import Flow
from tests.integration.audit.test_audit import change
from workers.account import Window
from workers.audit import acknowledge
from workers.queue import keys


def lose(flow: Flow, count: int) -> None:
    """Entries that another program removes."""
    flow.client.xdel(keys.INCOMING, *flow.accept(count))


def told(flow: Flow, window: Window | None = None) -> tuple[list[tuple[str, int]], bool]:
    """The faults, and whether the sum holds."""
    found = flow.audit(window)
    return [(fault.kind, fault.entries) for fault in found.faults], found.account.balanced


def test_what_vanished_is_acknowledged_and_what_vanishes_later_is_not(flow: Flow) -> None:
    flow.run(1)
    lose(flow, 2)
    before = acknowledge(flow.ledger, flow.store, "ana@desk", "sent again")
    assert (before.vanished, before.balanced) == (2, False)
    assert told(flow) == ([], True)
    assert (flow.account().accepted, flow.account().vanished, flow.account().acknowledged_vanished) == (3, 2, 2)
    today = Window(since=datetime.now(UTC) - timedelta(days=1))
    assert told(flow, today) == ([], True)

    lose(flow, 3)
    assert told(flow) == ([("vanished", 3)], False)
    assert told(flow, today) == ([("vanished", 3)], False)
    assert acknowledge(flow.ledger, flow.store, "ben@desk", "a test").vanished == 5
    assert told(flow) == ([], True)
    notes = [note for note in flow.audit().notes if "acknowledged" in note]
    assert [("5 vanished" in note, "by ben@desk: a test" in note) for note in notes] == [(True, True), (False, False)]

    assert acknowledge(flow.ledger, flow.store, "ben@desk", "once more").balanced
    assert flow.client.xlen(keys.ACKNOWLEDGED) == 2


def test_what_is_unrecorded_is_acknowledged_until_more_of_it_is(flow: Flow) -> None:
    entries = flow.run(3)
    for table in ("results", "articles"):
        change(flow, f"DELETE FROM {table}")  # noqa: S608  # the two names above
    change(flow, "DELETE FROM outcomes WHERE entry > :entry", entry=entries[1])
    change(flow, "UPDATE outcomes SET outcome = 'dead', article_id = NULL, raw_sha256 = NULL")
    assert ("unrecorded", 1) in told(flow)[0]
    acknowledge(flow.ledger, flow.store, "ana@desk", "sent again")
    assert [fault for fault in told(flow)[0] if fault[0] == "unrecorded"] == []
    assert flow.account().balanced

    change(flow, "DELETE FROM outcomes WHERE entry > :entry", entry=entries[0])
    assert told(flow)[0].count(("unrecorded", 1)) == 2, "which of them was acknowledged is not known"
    flow.client.delete(keys.EVENTS)
    assert ("unrecorded", 1) in told(flow)[0], "the one more, by number"
    assert not flow.account().balanced
