"""A text that the database refuses: a dead letter that says so, and everything settled with it is stored."""

from sqlalchemy import text

from tests.bench.bench import Bench
from tests.failure.conftest import article, offer
from workers.store.database import Database


def test_a_refused_text_is_a_dead_letter_and_holds_nothing_back(bench: Bench) -> None:
    database = Database(bench.store_url)
    with database.write() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER refuse BEFORE INSERT ON results WHEN NEW.record LIKE '%unspeakable%' "
                "BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        )
    database.close()
    offer(bench, 20, "before")
    refused = bench.offer(article("urn:refused", "unspeakable"), healthy=False)
    offer(bench, 20, "after")
    books = bench.assert_all_ended_once()
    assert "the database refused the result" in books.letters[refused.entry].message
