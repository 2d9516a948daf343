"""Counting outcomes up to a look at the queue, and a store that agrees with itself, on both databases."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from tests.integration.store.building import LEDGER, START, STREAM, article, failed, stored
from workers.settlement import Settlement
from workers.store import Contradiction, Counts, Reach, Store
from workers.store.database import Database


def at(second: int, settlement: Settlement) -> Settlement:
    """The settlement under the entry id that Redis gives at that second after START."""
    return replace(settlement, entry=entry(second))


def entry(second: int) -> str:
    return f"{round((START + timedelta(seconds=second)).timestamp() * 1000)}-0"


def fill(store: Store) -> None:
    for second in range(6):
        store.settle([at(second, stored(article(f"text {second}", f"urn:{second}"), second))])
    store.settle([at(6, failed(6)), at(7, stored(article("text 1", "urn:1"), 7))])


def test_outcomes_are_counted_up_to_the_look(store: Store) -> None:
    fill(store)
    everything = store.ended(Reach(LEDGER, STREAM, entry(9), entry(9), ()))
    assert (everything.counts, everything.passing) == (Counts(stored=6, dead=1, duplicate=1), frozenset())
    earlier = store.ended(Reach(LEDGER, STREAM, entry(4), entry(3), (entry(1), entry(2), "1-0")))
    assert earlier.counts == Counts(stored=5, dead=0, duplicate=0)
    assert earlier.passing == {entry(1), entry(2), entry(4)}
    assert store.ended(Reach("another", STREAM, entry(9), entry(9), ())).counts.settled == 0


def test_a_window_counts_from_its_beginning_to_before_its_end(store: Store) -> None:
    fill(store)
    reach = Reach(LEDGER, STREAM, entry(9), entry(9), ())
    since, until = START + timedelta(seconds=2), START + timedelta(seconds=7)
    assert store.ended(reach, since, until).counts == Counts(stored=4, dead=1, duplicate=0)
    assert store.ended(reach, until=since).counts == Counts(stored=2, dead=0, duplicate=0)


def test_contradictions_are_found_in_their_window(store: Store, url: str) -> None:
    fill(store)
    assert store.contradictions() == []
    database = Database(url)
    with database.write() as connection:
        connection.execute(text("DELETE FROM dead_letters"))
        connection.execute(text("DELETE FROM outcomes WHERE entry = :entry"), {"entry": entry(3)})
    database.close()
    orphan = Contradiction(entry(3), "urn:3", "has a result, but no outcome")
    letterless = Contradiction(entry(6), None, "is dead by its outcome, but its dead letter is not in the store")
    assert store.contradictions() == [orphan, letterless]
    assert store.contradictions(until=START + timedelta(seconds=5)) == [orphan]
    assert store.contradictions(since=START + timedelta(seconds=5)) == [letterless]


def test_other_ledgers_are_told_apart(store: Store) -> None:
    fill(store)
    store.settle([stored(article("elsewhere", "urn:x"), 2, ledger="earlier")])
    [found] = store.earlier_ledgers(LEDGER)
    assert (found.ledger, found.settled, found.first) == ("earlier", 1, START + timedelta(seconds=2))
    assert len(store.earlier_ledgers(None)) == 2
    assert [outcome.entry for outcome in store.latest_outcomes(LEDGER, START)][:2] == [entry(7), entry(6)]
