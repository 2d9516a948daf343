"""The views other services read are those that docs/store.md promises: columns, types and examples."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from newsmill.article import Entity, Topic
from tests.integration.store.building import article, failed, result, stored
from tests.integration.store.near_building import signed, story
from workers.store import LetterQuery, Store
from workers.store.database import Database

DOCS = (Path(__file__).parents[3] / "docs" / "store.md").read_text()
ROW = re.compile(r"^\| (\w+) \| (\w+) \| ([\w ]+) \|", re.MULTILINE)
VIEWS = {
    section.split("\n", 1)[0]: {column: (lite, big) for column, lite, big in ROW.findall(section) if column != "column"}
    for section in re.split(r"^##+ ", DOCS, flags=re.MULTILINE)
    if section.startswith("newsmill_")
}
EXAMPLES = re.findall(r"```sql\n-- (\w+)\n(.*?)```", DOCS, flags=re.DOTALL)


@pytest.fixture
def filled(store: Store, url: str) -> Iterator[Database]:
    """Something in every view and every column."""
    ruiz = Entity(id="e1", label="PERSON", name="Ana Ruiz", aliases=("Ruiz",), count=2, salience=0.5, wikidata="Q1")
    politics = Topic(id="medtop:20000574", name="election", path=("medtop:11000000", "medtop:20000574"), score=0.9)
    fields: dict[str, Any] = {
        "published_at": datetime(2026, 11, 22, tzinfo=UTC),
        "source": "Example Wire",
        "headline": "Vote",
    }
    sent = article("Ana Ruiz won.", version=3, url="https://example.org/1", **fields)
    known: dict[str, Any] = {"url": sent.url, "language": "en", "entities": (ruiz,), "topics": (politics,)}
    store.settle([stored(sent, 1, **known), stored(sent, 2), failed(3, sent.to_json(), sent, worker="w")])
    [letter] = store.dead_letters()
    store.claim_replay(letter.id, "ana")
    store.settle([replace(failed(6, sent.to_json(), sent), first="3-0", letter=letter.id)])
    [again] = store.dead_letters(LetterQuery(replay_of=letter.id))
    store.discard(again.id, "ana", "no use")
    store.settle([signed("original", 4, story(1)), signed("copy", 5, story(1))])
    database = Database(url)
    yield database
    database.close()


def test_the_docs_list_exactly_the_views_there_are(filled: Database) -> None:
    with filled.read() as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'view'")
            if filled.is_sqlite
            else text("SELECT viewname FROM pg_views WHERE schemaname = 'public'")
        ).scalars()
        assert set(names) == set(VIEWS)


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_the_docs_list_exactly_the_columns_of_a_view(filled: Database, view: str) -> None:
    documented = VIEWS[view]
    with filled.read() as connection:
        found = connection.execute(text(f"SELECT * FROM {view}"))  # noqa: S608 -- names from our own docs
        assert list(found.keys()) == list(documented)
        rows = found.all()
        assert rows
        if filled.is_sqlite:
            for column, (lite, _) in documented.items():
                kinds = connection.execute(text(f"SELECT DISTINCT typeof({column}) FROM {view}")).scalars()  # noqa: S608
                assert lite in set(kinds) <= {lite, "null"}, column
        else:
            types = connection.execute(
                text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :view"),
                {"view": view},
            )
            assert {name: kind for name, kind in types} == {name: big for name, (_, big) in documented.items()}  # noqa: C416


def test_current_versions_are_marked(filled: Database, store: Store) -> None:
    store.settle([stored(article("Newer.", version=4), 9)])
    with filled.read() as connection:
        query = "SELECT version FROM newsmill_results WHERE current AND article_id = 'harbour'"
        assert connection.execute(text(query)).scalars().all() == [4]
        assert connection.execute(text("SELECT count(*) FROM newsmill_entities")).scalar() == 0


def test_the_record_is_whole(filled: Database) -> None:
    with filled.read() as connection:
        query = "SELECT CAST(record AS text) FROM newsmill_results WHERE article_id = 'harbour'"
        record = connection.execute(text(query)).scalar_one()
        assert record.startswith(result(article()).to_json().decode()[:20])


@pytest.mark.parametrize(("database", "query"), EXAMPLES)
def test_the_examples_of_the_docs_find_something(filled: Database, database: str, query: str) -> None:
    mine = "SQLite" if filled.is_sqlite else "PostgreSQL"
    if database in ("both", mine):
        with filled.read() as connection:
            assert connection.exec_driver_sql(query).all()
    else:
        assert database in ("SQLite", "PostgreSQL")
