"""Several processes settle, correct and forget copies at once: a race may miss a link, and never fails or waits."""

import json
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text

from tests.integration.store.building import LEDGER
from tests.integration.store.forking import in_children
from tests.integration.store.near_building import signed, story
from workers.settlement import Settlement
from workers.store import Store
from workers.store.database import Database
from workers.store.near import NEAR

LIMIT = "options=-c%20lock_timeout%3D2000"


def _settler(url: str, settlements: list[Settlement], seed: int) -> Callable[[], Any]:
    def job() -> list[str]:
        shuffled = random.Random(seed).sample(settlements, len(settlements))  # noqa: S311 -- no secret
        with Store.open(url) as store:
            return [
                settled.outcome for at in range(0, len(shuffled), 5) for settled in store.settle(shuffled[at : at + 5])
            ]

    return job


def _forgetter(url: str, article_ids: list[str]) -> Callable[[], Any]:
    def job() -> int:
        with Store.open(url) as store:
            return sum(store.forget(article_id, up_to="0-0").versions for article_id in article_ids * 3)

    return job


def test_processes_that_settle_correct_and_forget_copies_neither_fail_nor_deadlock(url: str) -> None:
    ids = [f"id {n}" for n in range(12)]
    stream = [signed(ids[n % 12], n, story(n % 2, changed=n // 12)) for n in range(1, 121)]

    answers = in_children(
        [_settler(url, stream[0::2], 1), _settler(url, stream[1::2], 2), _forgetter(url, ids), _forgetter(url, ids)]
    )

    assert answers[0] == answers[1] == ["stored"] * 60
    with Store.open(url) as store:
        assert store.counts(LEDGER).stored == 120
        for article_id in ids:
            for link in store.near_duplicates(article_id):
                assert article_id in (link.article_id, link.of_article_id)
                assert link.article_id != link.of_article_id
                assert link.similarity >= NEAR
        for article_id in ids:
            store.forget(article_id)
    assert _left(url) == [0, 0, 0]


def _left(url: str) -> list[int]:
    database = Database(url)
    with database.read() as connection:
        tables = ("signatures", "signature_keys", "near_duplicates")
        found = [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables]  # noqa: S608
    database.close()
    return found


def test_an_article_that_another_process_holds_is_passed_over(postgres_url: str) -> None:
    """Waiting for it could be waiting for ever: it may wait for one of ours."""
    with Store.open(f"{postgres_url}?{LIMIT}") as store, psycopg.connect(postgres_url) as holder:
        store.settle([signed("held", 1, story(1)), signed("free", 2, story(1))])
        holder.execute("SELECT 1 FROM articles WHERE article_id = 'held' FOR UPDATE")

        store.settle([signed("copy", 3, story(1))])

        assert [link.of_article_id for link in store.near_duplicates("copy")] == ["free"]


def test_what_is_linked_to_cannot_be_forgotten_before_the_link_is_there(postgres_url: str) -> None:
    """The link would stay without its article."""
    tried: list[str] = []
    with Store.open(postgres_url) as store:
        store.settle([signed("original", 1, story(1))])

        @event.listens_for(store._database.engine, "commit")
        def try_to_lock(_connection: Any) -> None:
            with psycopg.connect(postgres_url) as other:
                try:
                    other.execute("SELECT 1 FROM articles WHERE article_id = 'original' FOR UPDATE NOWAIT")
                except psycopg.errors.LockNotAvailable:
                    tried.append("held")

        store.settle([signed("copy", 2, story(1))])
    assert tried == ["held"]


def test_two_that_link_to_the_same_article_do_not_wait_for_each_other(postgres_url: str) -> None:
    limited = f"{postgres_url}?{LIMIT}"
    with Store.open(limited) as one, Store.open(limited) as other:
        one.settle([signed("original", 1, story(1))])

        @event.listens_for(one._database.engine, "commit", once=True)
        def settle_within(_connection: Any) -> None:
            other.settle([signed("second copy", 3, story(1))])

        one.settle([signed("first copy", 2, story(1))])
        assert len(one.near_duplicates("original")) == 2


def test_links_are_locked_in_one_order_before_they_are_deleted(postgres_url: str) -> None:
    """Settling deletes by who found them, forgetting by whom they name: in different orders without this."""
    with Store.open(postgres_url) as store:
        store.settle([signed("original", 1, story(1))] + [signed(f"copy {n}", n, story(1)) for n in range(2, 5)])
        with _statements(store) as seen:
            store.settle([signed(f"copy {n}", n + 9, story(9)) for n in range(2, 4)])
            store.forget("original")

    told = [statement for statement, _ in seen if "near_duplicates" in statement]
    deleting = [at for at, statement in enumerate(told) if statement.startswith("DELETE FROM near_duplicates")]
    assert len(deleting) == 2
    for at in deleting:
        assert told[at - 1].endswith("ORDER BY near_duplicates.found_by FOR UPDATE")


@contextmanager
def _statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """Every statement with its values, as sent."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        seen.append((" ".join(statement.split()), values[0] if many else values))

    event.listen(store._database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store._database.engine, "before_cursor_execute", note)


def test_every_statement_about_near_duplicates_has_an_index(store: Store, url: str) -> None:
    store.settle([signed(f"s{n}", n, story(n)) for n in range(1, 300)])
    with _statements(store) as seen:
        store.settle([signed("copy", 1000, story(1)), signed("s2", 1001, story(3))])
        store.near_duplicates("s3")
        store.forget("s3")
    view = "SELECT * FROM newsmill_near_duplicates WHERE article_id = 's2'"
    asked = [(sql, values) for sql, values in seen if "signature" in sql or "near_duplicates" in sql]
    asked = [(sql, values) for sql, values in asked if not sql.startswith("INSERT")] + [(view, ())]
    assert len(asked) >= 9

    database = Database(url)
    with database.read() as connection:
        if database.is_sqlite:
            for sql, values in asked:
                plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
                assert not [step for step in plan if step.startswith("SCAN") and "json_each" not in step], (sql, plan)
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            for sql, values in asked:
                plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}", values)]
                assert "Seq Scan" not in json.dumps(plan), (sql, plan)
    database.close()


def test_an_article_that_is_forgotten_while_its_next_version_waits_is_stored_anew(postgres_url: str) -> None:
    with Store.open(postgres_url) as store, ThreadPoolExecutor(1) as pool:
        store.settle([signed("again", 1, story(1))])
        with psycopg.connect(postgres_url) as forgetting, psycopg.connect(postgres_url, autocommit=True) as watching:
            forgetting.execute("SELECT 1 FROM articles FOR UPDATE")
            settling = pool.submit(store.settle, [signed("again", 2, story(2))])
            while not watching.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                assert not settling.done()
            forgetting.execute("DELETE FROM articles")
        assert [settled.outcome for settled in settling.result()] == ["stored"]
        assert [version.version for version in store.versions("again")] == [1]


@pytest.mark.parametrize("late", [False, True])
def test_what_is_settled_twice_is_linked_once(store: Store, late: bool) -> None:
    copies = [signed("original", 1, story(1)), signed("copy", 2, story(1))]
    for batch in ([copies, copies], [copies[1:], copies])[late]:
        store.settle(batch)

    assert [link.article_id for link in store.near_duplicates("original")] == ["copy"]
