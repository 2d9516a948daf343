"""Several processes settle at once: one outcome an entry, one number a version, no deadlock."""

import random
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import event, text

from tests.integration.store.building import LEDGER, STREAM, article, failed, stored
from tests.integration.store.forking import in_children
from workers.settlement import Settlement
from workers.store import Counts, Store
from workers.store.database import Database


def _settler(url: str, settlements: list[Settlement], seed: int) -> Callable[[], Any]:
    """A job that settles all of these in small batches, in an order of its own; gives its answers by entry."""

    def job() -> dict[str, Any]:
        shuffled = random.Random(seed).sample(settlements, len(settlements))  # noqa: S311 -- no secret
        answers: dict[str, Any] = {}
        with Store.open(url) as store:
            while shuffled:
                batch = [shuffled.pop() for _ in range(min(7, len(shuffled)))]
                answers |= {settled.entry: asdict(settled) for settled in store.settle(batch)}
        return answers

    return job


def test_processes_that_settle_the_same_entries_agree(url: str) -> None:
    entries = [stored(article(f"text {n % 40}", f"id {n % 5}"), n) for n in range(1, 101)]

    answers = in_children([_settler(url, entries, seed) for seed in range(3)])

    assert answers[0] == answers[1] == answers[2]
    with Store.open(url) as store:
        assert store.counts(LEDGER) == Counts(stored=40, dead=0, duplicate=60)
        assert store.outcomes(LEDGER, STREAM, ["1-0"])["1-0"].entry == "1-0"


def test_processes_that_settle_versions_of_the_same_articles_neither_collide_nor_deadlock(url: str) -> None:
    ids = [f"id {n}" for n in range(8)]
    shares = [[stored(article(f"{n}", ids[n % 8]), n) for n in range(1, 121) if n % 3 == share] for share in range(3)]

    in_children([_settler(url, share, seed) for seed, share in enumerate(shares)])

    with Store.open(url) as store:
        assert store.counts(LEDGER) == Counts(stored=120, dead=0, duplicate=0)
        for number, article_id in enumerate(ids):
            versions = store.versions(article_id)
            assert [version.version for version in versions] == list(range(1, 16))
            [current] = [version for version in versions if version.current]
            found = store.get(article_id)
            assert found is not None
            assert found.version == current.version
            assert found.result().text == str(112 + (number or 8)), "the last in the stream"


def test_a_body_gone_for_one_process_and_read_by_another_ends_once(url: str) -> None:
    """The unique index alone could not tell: one of the two has no bytes to compare."""
    whole = [stored(article(f"text {n}"), n) for n in range(1, 41)]
    gone = [_gone(settlement) for settlement in whole]

    answers = in_children([_settler(url, whole, 1), _settler(url, gone, 1)])

    assert answers[0] == answers[1]
    with Store.open(url) as store:
        assert store.counts(LEDGER).settled == 40


def _gone(settlement: Settlement) -> Settlement:
    failure = failed(1, None, error="BodyRemoved").failure
    return replace(settlement, raw=None, article=None, result=None, failure=failure)


def test_heads_are_made_in_one_order_in_every_process(store: Store) -> None:
    """Two that make the same heads in different orders would wait for each other for ever."""
    made: list[Any] = []

    @event.listens_for(store._database.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("INSERT INTO articles"):
            made.extend(tuple(row.values()) if isinstance(row, dict) else row for row in values)

    store.settle([stored(article(f"{n}", f"id {n % 7} {n}"), n) for n in range(1, 40)])

    assert len(made) == 39
    assert made == sorted(made)


def test_the_database_itself_allows_one_current_version_an_article(store: Store, url: str) -> None:
    store.settle([stored(article("one"), 1), stored(article("two"), 2)])
    database = Database(url)

    refused = None
    try:
        with database.write() as connection:
            connection.execute(text("UPDATE results SET current = (1 = 1)"))
    except Exception as error:
        refused = type(error).__name__
    database.close()
    assert refused == "IntegrityError"
