"""Every search is answered through an index: the database's own plan says so, with enough rows to have a choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Select, event, text

from newsmill.article import Entity, Topic
from tests.integration.store.building import LEDGER, START, article, stored
from tests.postgres import fresh_database
from workers.store import Store, migrate
from workers.store.database import Database
from workers.store.search import Query, page_of

ARTICLES = 3000
LATE = START + timedelta(seconds=ARTICLES * 0.9)


@pytest.fixture(scope="module", params=["sqlite", "sqlite without statistics", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Articles with rare and frequent entities, topics, sources and words. SQLite often has no statistics."""
    if request.param.startswith("sqlite"):
        url = f"sqlite:///{tmp_path_factory.mktemp('plans')}/store.db"
        with _filled(url) as database:
            if request.param == "sqlite":
                with database.write() as connection:
                    connection.execute(text("ANALYZE"))
            yield database
        return
    with fresh_database(request.getfixturevalue("postgres").url) as url, _filled(url) as database:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        yield database


@contextmanager
def _filled(url: str) -> Iterator[Database]:
    migrate(url)
    with Store.open(url) as store:
        for start in range(0, ARTICLES, 100):
            store.settle([_one(number) for number in range(start + 1, start + 101)])
    database = Database(url)
    yield database
    database.close()


def _one(number: int) -> Any:
    names = ["Frequent Corp", f"Rare {number % 500}", *(f"Filler {number % 50 + n}" for n in range(5))]
    entities = tuple(
        Entity(id=f"e{n}", label="ORG", name=name, aliases=(f"alias of {name}",), count=1, salience=0.1)
        for n, name in enumerate(names)
    )
    topics = tuple(
        Topic(id=f"t{number % k}", name="t", path=(f"root{k}", f"t{number % k}"), score=0.5) for k in (2, 97)
    )
    body = f"the frequent words of article {number} and rare{number % 500} " + " ".join(
        f"word{number * n % 5000}" for n in range(100)
    )
    sent = article(body, f"id {number}", source=f"Source {number % 40}")
    return stored(sent, number, entities=entities, topics=topics)


QUESTIONS = {
    "everything": Query(),
    "since": Query(since=LATE),
    "page": Query(before=f"{LATE.isoformat()}/5"),
    "entity": Query(entity="Frequent Corp"),
    "rare alias": Query(entity="alias of rare 7"),
    "entity page": Query(entity="Frequent Corp", before=f"{LATE.isoformat()}/5"),
    "topic": Query(topic="root2"),
    "topic since": Query(topic="root97", since=LATE),
    "source": Query(source="Source 3"),
    "source since": Query(source="Source 3", since=LATE),
    "rare word": Query(text="rare7"),
    "entity and topic": Query(entity="Frequent Corp", topic="t3"),
    "entity and source": Query(entity="Frequent Corp", source="Source 3"),
    "entity and word": Query(entity="Frequent Corp", text="rare7"),
    "topic and word": Query(topic="root2", text="rare7", since=START),
    "all": Query(entity="Frequent Corp", topic="t3", source="Source 3", text="rare7", since=START),
}
BY_TEXT = {"rare word", "entity and word", "topic and word", "all"}
# Of the others PostgreSQL may sort what an index found, where it expects few rows; these it must walk in order.
IN_ORDER = {"everything", "since", "page", "entity", "entity page", "topic"}


def _plan(connection: Connection, statement: Select[Any]) -> list[str]:
    """The plan of the very text and values that are sent."""

    def explain(*sent: Any) -> tuple[str, Any]:
        _, _, statement, values, _, _ = sent
        return f"{'EXPLAIN QUERY PLAN' if connection.dialect.name == 'sqlite' else 'EXPLAIN'} {statement}", values

    event.listen(connection, "before_cursor_execute", explain, retval=True)
    return [str(row[-1]) for row in connection.execute(statement).cursor.fetchall()]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_search_reads_no_table_from_end_to_end(filled: Database, question: str) -> None:
    with filled.read() as connection:
        plan = _plan(connection, page_of(QUESTIONS[question], connection.dialect.name))

    told = "\n".join(plan)
    if filled.is_sqlite:
        scans = [step for step in plan if step.startswith("SCAN") and "INDEX" not in step]
        assert not scans, told
        assert ("TEMP B-TREE" in told) <= (question in BY_TEXT), told
        assert ("full_text VIRTUAL TABLE INDEX" in told) == (question in BY_TEXT), told
    else:
        assert "Seq Scan" not in told, told
        assert "Index" in told, told
        # Where other filters leave few articles, PostgreSQL may look each of them up instead of the word.
        assert ("full_text_by_word" in told or "full_text_pkey" in told) == (question in BY_TEXT), told
        assert question != "rare word" or "full_text_by_word" in told, told
        assert question not in IN_ORDER or "Sort" not in told, told


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("SELECT * FROM newsmill_entities WHERE name_key = 'rare 7' ORDER BY dated_at DESC LIMIT 20", {}),
        ("SELECT * FROM newsmill_topics WHERE topic_id = 't3' ORDER BY dated_at DESC LIMIT 20", {}),
        ("SELECT article_id FROM newsmill_results ORDER BY stored_at DESC LIMIT 20", {}),
        ("SELECT article_id FROM newsmill_results WHERE article_id = 'id 7' AND current", {}),
        ("SELECT count(*) FROM outcomes WHERE ledger = :ledger AND outcome = 'dead'", {"ledger": LEDGER}),
        (
            "SELECT 1 FROM outcomes WHERE ledger = :ledger AND stream = 's' AND entry IN ('1-0', '2-0')",
            {"ledger": LEDGER},
        ),
        ("SELECT 1 FROM outcomes WHERE article_id = 'id 7'", {}),
        ("SELECT 1 FROM dead_letters ORDER BY id DESC LIMIT 20", {}),
    ],
)
def test_readers_of_the_views_use_the_indexes_too(filled: Database, question: str, values: dict[str, str]) -> None:
    with filled.read() as connection:
        prefix = "EXPLAIN QUERY PLAN " if filled.is_sqlite else "EXPLAIN "
        plan = [str(row[-1]) for row in connection.execute(text(prefix + question), values)]

    told = "\n".join(plan)
    if filled.is_sqlite:
        scans = [step for step in plan if step.startswith("SCAN") and "INDEX" not in step]
        assert scans in ([], ["SCAN dead_letters"]), told
        assert "TEMP B-TREE" not in told, told
    else:
        assert "Seq Scan" not in told or "dead_letters" in told, told
