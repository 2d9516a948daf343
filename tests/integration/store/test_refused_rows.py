"""A result that cannot be stored becomes a dead letter that says why, and the rest of its batch is stored."""

import logging

import pytest
from sqlalchemy import text

from newsmill.article import Entity
from newsmill.errors import Permanent
from tests.integration.store.building import LEDGER, article, failed, stored
from workers.store import Counts, Store
from workers.store.database import Database

PHRASE = "what the article says"

REFUSE = {
    "sqlite": f"""
        CREATE TRIGGER refuse BEFORE INSERT ON results WHEN NEW.record LIKE '%{PHRASE}%'
        BEGIN SELECT RAISE(ABORT, 'refused: {PHRASE}'); END
        """,
    "postgresql": f"ALTER TABLE results ADD CONSTRAINT refuse CHECK (record NOT LIKE '%{PHRASE}%')",
}


def test_a_row_that_the_database_refuses_is_a_dead_letter(
    store: Store, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    database = Database(url)
    with database.write() as connection:
        connection.execute(text(REFUSE[connection.dialect.name].replace(":", r"\:")))
    database.close()

    answers = store.settle(
        [stored(article("good"), 1), stored(article(PHRASE, "bad"), 2), stored(article("good too", "b"), 3)]
    )

    assert [settled.outcome for settled in answers] == ["stored", "dead", "stored"]
    assert store.counts(LEDGER) == Counts(stored=2, dead=1, duplicate=0)
    [letter] = store.dead_letters()
    assert (letter.stage, letter.article_id, letter.entry) == ("settle", "bad", "2-0")
    assert letter.error in ("IntegrityError", "CheckViolation")
    assert "the database refused the result" in letter.message
    assert "settle.py" in letter.traceback
    assert PHRASE not in letter.message + letter.traceback + caplog.text
    assert store.dead_letter_raw(letter.id) == article(PHRASE, "bad").to_json()
    assert store.get("bad") is None


def test_a_dead_letter_that_cannot_be_stored_stays_with_the_queue(store: Store, url: str) -> None:
    """Then nothing is left to fall back to, and the entry must not be lost. It is not waited for, as a database that is
    away would be: the others shall not wait with it."""
    database = Database(url)
    with database.write() as connection:
        refuse = REFUSE[connection.dialect.name].replace("results", "dead_letters").replace("record", "message")
        connection.execute(text(refuse.replace(":", r"\:")))
    database.close()

    with pytest.raises(Permanent, match="the dead letter of entry 1-0 was not stored") as told:
        store.settle([failed(1, message=PHRASE), failed(2)])
    assert PHRASE not in str(told.value)
    assert [settled.outcome for settled in store.settle([failed(2)])] == ["dead"]


@pytest.mark.parametrize("char", ["\x00", "\ud800"])
@pytest.mark.parametrize("field", ["text", "entity"])
def test_what_no_database_text_can_hold_is_refused_alike(store: Store, char: str, field: str) -> None:
    entity = Entity.model_construct(
        id="e1", label="ORG", name=f"a{char}b" if field == "entity" else "a", count=1, salience=0.1
    )
    bad = stored(article("x", "bad"), 1, entities=(entity,), text=f"a{char}b" if field == "text" else "a")
    good = stored(article(r"a \u0000 b, spelled out", "good"), 2)

    answers = store.settle([bad, good])

    assert [settled.outcome for settled in answers] == ["dead", "stored"]
    [letter] = store.dead_letters()
    assert "could not be made into a record" in letter.message
    found = store.get("good")
    assert found is not None
    assert found.result().text == r"a \u0000 b, spelled out"
