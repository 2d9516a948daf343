"""A database that is away, locked, read-only or full: Transient with a sentence, and nothing is stored."""

import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from newsmill.errors import Transient
from tests.integration.store.building import LEDGER, article, failed, stored
from tests.postgres import PostgresServer, fresh_database, postgres_server
from workers.store import Counts, Store, migrate

BATCH = [stored(article(), 1), failed(2)]
AWAY = r"cannot be reached|is shutting down"
HIDDEN = "hunter2"
BOTH = Counts(stored=1, dead=1, duplicate=0)


def _with_pragma(store: Store, pragma: str) -> None:
    @event.listens_for(store._database.engine, "connect")
    def apply(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    store._database.engine.dispose()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    with Store.open(sqlite_url) as store:
        yield store


def test_a_read_only_file(sqlite_store: Store) -> None:
    _with_pragma(sqlite_store, "query_only = ON")

    with pytest.raises(Transient, match=r"store\.db is read-only; give newsmill's user the right to write"):
        sqlite_store.settle(BATCH)


def test_a_locked_file(sqlite_store: Store, tmp_path: Path) -> None:
    _with_pragma(sqlite_store, "busy_timeout = 20")
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Transient, match=r"store\.db is locked by another process"):
        sqlite_store.settle(BATCH)
    assert sqlite_store.counts(LEDGER).settled == 0, "readers go on"
    other.execute("ROLLBACK")
    other.close()
    sqlite_store.settle(BATCH)
    assert sqlite_store.counts(LEDGER) == BOTH


def test_a_full_disk(sqlite_store: Store) -> None:
    _with_pragma(sqlite_store, "max_page_count = 1")
    large = [stored(article(f"{n} " + "text " * 20_000, f"{n}"), n) for n in range(3, 9)]

    with pytest.raises(Transient, match="cannot grow, the disk is full; free some space"):
        sqlite_store.settle([*BATCH, *large])
    assert sqlite_store.counts(LEDGER).settled == 0


def test_a_file_damaged_under_way(sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.settle(BATCH)
    sqlite_store.close()
    path = tmp_path / "store.db"
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 40_000)

    with pytest.raises(Transient, match="is damaged; restore it from a backup"):
        sqlite_store.counts(LEDGER)


def test_a_read_only_server(postgres_url: str) -> None:
    name = postgres_url.rsplit("/", 1)[1]
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")

    with Store.open(postgres_url) as store:
        with pytest.raises(Transient, match="is read-only; make it writable"):
            store.settle(BATCH)
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        store.settle(BATCH)  # over a new connection: the old one stays read-only, as one to a new standby does
        assert store.counts(LEDGER) == BOTH


def test_connections_cut_by_the_server(postgres_url: str) -> None:
    with Store.open(postgres_url) as store:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(Transient, match=AWAY):
            store.settle(BATCH)
        store.settle(BATCH)
        assert store.counts(LEDGER) == BOTH


def test_a_right_that_is_missing(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    try:
        with Store.open(postgres_url.replace("postgres@", "reader@")) as store:
            with pytest.raises(Transient, match="refuses newsmill's user the right"):
                store.settle(BATCH)
            assert store.counts(LEDGER).settled == 0
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY reader")
            connection.execute("DROP ROLE reader")


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A server that may be killed, and that keeps what it committed."""
    with postgres_server(durable=True) as server:
        yield server


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_server_that_goes_and_comes_back_keeps_what_was_settled(
    own_server: PostgresServer, how: signal.Signals
) -> None:
    with fresh_database(own_server.url) as plain_url:
        url = plain_url.replace("postgres@", f"postgres:{HIDDEN}@")
        migrate(url)
        with Store.open(url) as store:
            store.settle(BATCH)
            own_server.stop(how)
            with pytest.raises(Transient, match="cannot be reached; start it") as away:
                Store.open(url)
            assert HIDDEN not in str(away.value)
            for _ in range(2):
                with pytest.raises(Transient, match=AWAY):
                    store.settle([stored(article("later"), 3)])

            own_server.start()
            assert store.counts(LEDGER) == BOTH
            assert [settled.outcome for settled in store.settle(BATCH)] == ["stored", "dead"]
            assert store.counts(LEDGER) == BOTH
