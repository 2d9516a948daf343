"""Forgetting an article leaves nothing of it but the ledger's sum; retention keeps that sum as well."""

import sqlite3
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from newsmill.article import Entity, Topic
from tests.integration.store.building import LEDGER, START, STREAM, article, failed, stored
from workers.store import Ages, Counts, Forgotten, Purged, Store, expiry
from workers.store.rows import compress

NAME = Entity(id="e1", label="PERSON", name="Xanthippe Quill", aliases=("Quill",), count=1, salience=0.4)
TOPIC = Topic(id="t:zeppelins", name="zeppelins", path=("t:zeppelins",), score=0.7)
MARKS = ("xanthippe", "quill", "wobbulator", "zeppelin", "gone-id")


def _fill(store: Store) -> None:
    one = article("Xanthippe Quill bought a wobbulator. " * 300, "gone-id", version=1, headline="Zeppelin sale")
    two = article("Quill sold the wobbulator again.", "gone-id", version=2)
    store.settle([stored(article(f"Council meeting {n}", f"stays {n}"), n) for n in range(1, 30)])
    store.settle([stored(one, 31, entities=(NAME,), topics=(TOPIC,)), stored(two, 32, entities=(NAME,))])
    store.settle([stored(one, 33), stored(article("a wobbulator, changed", "gone-id", version=1), 34)])
    store.settle([failed(35, two.to_json(), two, message="a failure of gone-id", traceback="gone-id")])
    store.settle([failed(36, b'{"id": "gone-id", "wobbulator": 1}')])


def test_a_forgotten_article_is_gone_from_every_read_and_the_sum_stays(store: Store) -> None:
    _fill(store)
    before = store.counts(LEDGER)

    assert store.forget("gone-id") == Forgotten(versions=2, dead_letters=3, outcomes=6)

    assert store.counts(LEDGER) == before == Counts(stored=31, dead=3, duplicate=1)
    assert (store.get("gone-id"), store.versions("gone-id"), store.raw("gone-id", 1)) == (None, [], None)
    assert store.search(entity="quill") == store.search(topic="t:zeppelins") == store.search(text="wobbulator") == []
    assert store.dead_letters() == []
    settled = store.outcomes(LEDGER, STREAM, ["31-0", "34-0"])
    assert [(s.outcome, s.article_id, s.version, s.detail) for s in settled.values()] == [
        ("stored", None, None, None),
        ("dead", None, None, None),
    ]
    assert len(store.search(limit=100)) == 29
    assert store.raw("stays 1", 1) is not None, "no other article lost anything"
    assert store.forget("gone-id") == Forgotten(versions=0, dead_letters=0, outcomes=0)


def test_a_late_second_settlement_does_not_bring_a_forgotten_article_back(store: Store) -> None:
    late = stored(article("text", "gone-id"), 1)
    store.settle([late])
    store.forget("gone-id")

    assert store.settle([late])[0].outcome == "stored"
    assert store.get("gone-id") is None
    assert store.counts(LEDGER).settled == 1


def test_what_was_on_its_way_when_its_article_was_forgotten_leaves_nothing_but_the_sum(store: Store) -> None:
    store.forget("gone-id", up_to="5-0")

    late, other = store.settle([stored(article("text", "gone-id"), 3), stored(article(), 4)])

    assert (late.outcome, late.article_id, other.outcome) == ("dead", None, "stored")
    assert store.contradictions() == []
    assert store.counts(LEDGER) == Counts(stored=1, dead=1, duplicate=0)


def test_an_article_sent_anew_after_it_was_forgotten_is_a_first_version(store: Store) -> None:
    store.settle([stored(article(), 1)])
    store.forget("harbour", up_to="1-0")

    assert store.settle([stored(article(), 2)])[0].version == 1


def test_no_byte_of_a_forgotten_article_stays_in_the_sqlite_files(sqlite_url: str, tmp_path: Path) -> None:
    with Store.open(sqlite_url) as store:
        _fill(store)
        assert [mark for mark in MARKS if mark in _files(tmp_path)] == list(MARKS), "the test can see what is there"
        packed = compress(b'{"id": "gone-id", "wobbulator": 1}')
        assert packed in _bytes(tmp_path)
        store.forget("gone-id")
        assert [mark for mark in MARKS if mark in _files(tmp_path)] == []
        store.settle([stored(article("A wobbulator, late", "gone-id"), 37)])
        assert [mark for mark in MARKS if mark in _files(tmp_path)] == []
        assert packed not in _bytes(tmp_path)
        assert "council meeting" in _files(tmp_path)


def _bytes(folder: Path) -> bytes:
    """Every byte of the database, its log included."""
    return b"".join(path.read_bytes() for path in folder.glob("store.db*"))


def _files(folder: Path) -> str:
    return _bytes(folder).decode("latin-1").lower()


def test_no_row_of_a_forgotten_article_stays_in_postgresql(postgres_url: str) -> None:
    digest = sha256(b'{"id": "gone-id", "wobbulator": 1}').hexdigest()
    with Store.open(postgres_url) as store:
        _fill(store)
        assert digest in _rows(postgres_url)
        store.forget("gone-id")
        store.settle([stored(article("A wobbulator, late", "gone-id"), 37)])

    left = _rows(postgres_url)
    assert [mark for mark in (*MARKS, digest) if mark in left] == []
    assert "council" in left


def _rows(postgres_url: str) -> str:
    """Every row of every table, case folded."""
    with psycopg.connect(postgres_url) as connection:
        tables = [name for (name,) in connection.execute("SELECT relname FROM pg_stat_user_tables")]
        found = [connection.execute(f"SELECT t::text FROM {table} AS t").fetchall() for table in tables]  # noqa: S608
    return str(found).lower()


def test_what_is_too_old_is_purged_and_every_sum_stays(store: Store) -> None:
    store.settle([stored(article(f"{n}", f"a{n}"), n) for n in range(1, 6)] + [failed(n) for n in range(6, 10)])
    before = store.counts(LEDGER)

    assert store.purge(Ages()) == Purged()
    cut = START + timedelta(seconds=3)
    assert store.purge(Ages(raw_articles=cut)) == Purged(raw_articles=2)
    assert store.purge(Ages(dead_letters=START + timedelta(seconds=9))) == Purged(dead_letters=2)

    assert [store.raw(f"a{n}", 1) is None for n in range(1, 6)] == [True, True, False, False, False]
    assert [letter.entry for letter in store.dead_letters()] == ["9-0", "8-0"]
    assert store.get("a1") is not None
    assert store.counts(LEDGER) == before


def test_purging_goes_on_until_nothing_old_is_left(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.settle([failed(n) for n in range(1, 8)])

    monkeypatch.setattr(expiry, "RAW_ROWS", 3)
    assert store.purge(Ages(dead_letters=START + timedelta(days=1))).dead_letters == 7


def test_the_files_are_real_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    """What is left after forgetting passes SQLite's own check, full text included."""
    with Store.open(sqlite_url) as store:
        _fill(store)
        store.forget("gone-id")
    connection = sqlite3.connect(tmp_path / "store.db")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.execute("INSERT INTO full_text (full_text) VALUES ('integrity-check')")
    connection.close()
