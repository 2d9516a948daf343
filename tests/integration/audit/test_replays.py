"""Replays in the audit: each on its way is in order, and one that is nowhere is named."""

import pytest

from tests.integration.audit.conftest import Flow
from tests.integration.audit.test_audit import change
from workers.account import Window
from workers.queue import keys
from workers.queue.rerun import Rerun
from workers.queue.survey import PAGE
from workers.store import DeadLetter

ROOM = 64 * 2**20


def replay(flow: Flow) -> DeadLetter:
    """A dead letter that was sent again, some time ago."""
    flow.run(1, dead=True)
    [letter] = flow.store.dead_letters()
    assert flow.store.claim_replay(letter.id, "ana@desk")
    change(flow, "UPDATE dead_letters SET replayed_at = '2026-01-02T03:04:05.000000Z'")
    for n in range(PAGE):  # it stands on the second page
        assert flow.ledger.rerun(Rerun(b"{}", 2, f"{n + 1}-0"), ROOM)
    assert flow.ledger.rerun(Rerun(b"{}", letter.run, letter.first_entry, letter=letter.id), ROOM)
    return letter


def test_a_replay_in_the_lane_or_at_work_is_in_order(flow: Flow) -> None:
    replay(flow)
    assert flow.audit().faults == []
    while flow.ledger.reruns_waiting():
        flow.ledger.dispatch("dispatcher@h#1/5", 1000, 1000, 1000)
    assert flow.audit().faults == []


@pytest.mark.parametrize("where", ["lane", "work"])
def test_a_replay_that_vanished_is_named_with_what_to_do(flow: Flow, where: str) -> None:
    letter = replay(flow)
    if where == "lane":
        flow.client.delete(keys.RERUNS)
    else:
        while flow.ledger.reruns_waiting():
            flow.ledger.dispatch("dispatcher@h#1/5", 1000, 1000, 1000)
        flow.client.delete(*flow.client.keys(f"{keys.WORK}*"))
    [fault] = [fault for fault in flow.audit().faults if fault.kind == "replay astray"]
    assert (fault.entry, fault.article_id) == (letter.entry, letter.article_id)
    assert "sent again at 2026-01-02 03:04:05 UTC by ana@desk" in fault.message
    assert f"`newsmill dead replay {letter.id} --again`" in fault.message
    later = Window(since=letter.failed_at.replace(year=2100))
    assert flow.audit(later).faults == []


def test_a_letter_that_is_just_being_sent_is_in_order(flow: Flow) -> None:
    flow.run(1, dead=True)
    [letter] = flow.store.dead_letters()
    assert flow.store.claim_replay(letter.id, "ana@desk")
    assert flow.audit().faults == []
