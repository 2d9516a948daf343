"""Retention on both databases: what is too old goes in small steps, every sum stays, and nothing newer is touched."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from newsmill.article import Entity
from tests.integration.store.building import LEDGER, START, STREAM, article, failed, stored
from workers.settlement import Settlement
from workers.store import Ages, Counts, Purged, Reach, Store, expiry
from workers.store.database import Database

DAY = timedelta(days=1)
REACH = Reach(LEDGER, STREAM, "9999999999999-0", "9999999999999-0", ())
NAME = Entity(id="e1", label="PERSON", name="Ana Ruiz", count=1, salience=0.4)


def at(day: int, settlement: Settlement) -> Settlement:
    """The settlement as if it was accepted so many days after START."""
    accepted = START + timedelta(days=day)
    failure = settlement.failure and settlement.failure.model_copy(update={"failed_at": accepted})
    entry = f"{round(accepted.timestamp() * 1000)}-{settlement.entry.partition('-')[0]}"
    return replace(settlement, entry=entry, accepted_at=accepted, failure=failure)


def age(url: str) -> None:
    """Let every outcome be settled when it was accepted."""
    database = Database(url)
    with database.write() as connection:
        connection.execute(text("UPDATE outcomes SET settled_at = accepted_at"))
    database.close()


def test_outcomes_are_counted_by_the_day_once_they_are_gone(store: Store, url: str) -> None:
    for day in range(4):
        store.settle([at(day, stored(article(f"{day} {n}", f"a{day}{n}"), n)) for n in range(3)])
        store.settle([at(day, failed(7)), at(day, stored(article(f"{day} 0", f"a{day}0"), 8))])
    age(url)
    before = store.ended(REACH)
    assert before.counts == Counts(stored=12, dead=4, duplicate=4)

    assert store.purge(Ages(outcomes=START + 2 * DAY)) == Purged(outcomes=10)
    assert store.purge(Ages(outcomes=START + 2 * DAY)) == Purged()

    after = store.ended(REACH)
    assert (after.counts, after.expired) == (before.counts, 10)
    assert store.counts(LEDGER) == before.counts
    first = store.ended(REACH, START.replace(hour=0), START.replace(hour=0) + DAY)
    assert (first.counts, first.expired) == (Counts(stored=3, dead=1, duplicate=1), 5)
    third = store.ended(REACH, START + 2 * DAY - timedelta(hours=1), START + 3 * DAY - timedelta(hours=1))
    assert (third.counts, third.expired) == (Counts(stored=3, dead=1, duplicate=1), 0)
    assert store.contradictions() == [], "what retention removed is no contradiction"


def test_an_outcome_that_was_settled_late_stays_as_long(store: Store) -> None:
    """Accepted long ago, settled now: it has perhaps not passed the gate, and only its outcome makes it end once."""
    [late] = [at(0, stored(article(), 1))]
    store.settle([late])
    assert store.purge(Ages(outcomes=datetime.now(UTC) - DAY)) == Purged()
    assert store.settle([late])[0].outcome == "stored"
    assert store.counts(LEDGER) == Counts(stored=1, dead=0, duplicate=0)


def test_an_article_goes_as_a_whole_once_its_newest_version_is_too_old(store: Store) -> None:
    old, changed = article("An old text of Ana Ruiz.", "old"), article("A text of Ana Ruiz.", "changed")
    store.settle([at(0, stored(old, 1, entities=(NAME,))), at(0, stored(changed, 2, entities=(NAME,)))])
    store.settle([at(9, stored(article("Another text of Ana Ruiz.", "changed"), 3, entities=(NAME,)))])

    assert store.purge(Ages(results=START + DAY)) == Purged(results=1)

    assert (store.get("old"), store.raw("old", 1)) == (None, None)
    assert [hit.article_id for hit in store.search(entity="ana ruiz")] == ["changed"]
    assert [version.version for version in store.versions("changed")] == [1, 2]
    assert store.contradictions() == []
    [again] = store.settle([at(10, stored(old, 4))])
    assert (again.outcome, again.version) == ("stored", 1), "what comes again is simply new"
    assert store.counts(LEDGER).settled == 4


def test_an_article_that_ran_again_before_it_was_too_old_is_no_contradiction(store: Store) -> None:
    """A re-run and a replay are accepted late and count from when their article was first accepted."""
    first, failure = at(0, stored(article(), 1)), at(0, failed(2))
    store.settle([first, failure])
    again = replace(at(40, stored(article(), 3, run=2)), first=first.entry)
    replay = replace(at(40, stored(article("mended", "b"), 4)), first=failure.entry)
    assert [settled.outcome for settled in store.settle([again, replay])] == ["stored", "stored"]

    assert store.purge(Ages(results=START + DAY)) == Purged(results=2)
    assert store.contradictions() == []


def test_many_articles_go_in_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "ROWS", 3)
    store.settle([at(0, stored(article(f"text {n}", f"a{n}"), n)) for n in range(10)])
    store.settle([at(9, stored(article(f"text {n} again", f"a{n}"), n)) for n in range(0, 10, 2)])
    assert store.purge(Ages(results=START + DAY)) == Purged(results=5)
    assert len(store.search(limit=50)) == 5


def test_it_pauses_after_each_step_and_stops_when_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "RAW_ROWS", 2)
    store.settle([at(0, failed(n)) for n in range(7)])
    took: list[float] = []

    def pause(seconds: float) -> bool:
        took.append(seconds)
        return len(took) == 2

    assert store.purge(Ages(dead_letters=START + DAY), pause) == Purged(dead_letters=4)
    assert all(0 < seconds < 60 for seconds in took)


def test_others_can_write_while_it_pauses(store: Store, url: str) -> None:
    store.settle([at(0, stored(article(f"text {n}", f"a{n}"), n)) for n in range(3)] + [at(0, failed(7))])
    age(url)
    pool: Any = store._database.engine.pool
    held: list[int] = []

    def pause(_: float) -> bool:
        held.append(pool.checkedout())
        return False

    old = START + DAY
    gone = store.purge(Ages(results=old, raw_articles=old, dead_letters=old, outcomes=old), pause)
    assert gone == Purged(results=3, dead_letters=1, outcomes=4)
    assert held == [0] * len(held), "a transaction was open"
    assert len(held) >= 5


def test_settling_goes_on_while_the_old_is_removed(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "ROWS", 10)
    monkeypatch.setattr(expiry, "RAW_ROWS", 10)
    for batch in range(5):
        store.settle([at(0, stored(article(f"{batch} {n}", f"a{batch} {n}"), batch * 20 + n)) for n in range(12)])
    age(url)
    before = START + DAY
    purging = [threading.Thread(target=lambda: gone.append(purge(url, before))) for _ in range(2)]
    gone: list[Purged] = []
    for thread in purging:
        thread.start()
    while any(thread.is_alive() for thread in purging):
        n = 1000 + store.counts(LEDGER).settled
        store.settle(
            [at(9, stored(article(f"new {n}", f"new {n}"), n)), at(9, stored(article(f"{n}", f"a0 {n % 9}"), n))]
        )
        time.sleep(0.02)  # settle gathers for longer than that: whoever waits for SQLite's lock must find it free
    for thread in purging:
        thread.join()
    assert sum(one.outcomes for one in gone) == 60, "of two that remove the same, each counts what it removed itself"
    settled = store.counts(LEDGER).settled
    assert settled == 60 + len(list(store.latest_outcomes(LEDGER, START)))
    assert [found for found in store.contradictions() if "no current" in found.message] == []


def purge(url: str, before: datetime) -> Purged:
    with Store.open(url) as store:
        return store.purge(Ages(results=before, raw_articles=before, outcomes=before))
