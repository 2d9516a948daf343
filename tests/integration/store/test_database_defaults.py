"""A PostgreSQL that others set up: its defaults change nothing, and one that cannot hold articles is refused."""

from datetime import UTC
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from newsmill.errors import Misconfigured
from tests.integration.store.building import article, failed, stored
from tests.postgres import PostgresServer, fresh_database
from workers.store import Store, migrate

DEFAULTS = {
    "datestyle": "SQL, DMY",
    "timezone": "America/New_York",
    "default_transaction_isolation": "serializable",
    "standard_conforming_strings": "off",
    "bytea_output": "escape",
    "synchronous_commit": "off",
    "client_encoding": "LATIN1",
    "statement_timeout": "1s",
}


def test_defaults_of_the_database_change_nothing(postgres: PostgresServer, postgres_template: str) -> None:
    with fresh_database(postgres.url, postgres_template) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            name = sql.Identifier(url.rsplit("/", 1)[1])
            for setting, value in DEFAULTS.items():
                connection.execute(sql.SQL("ALTER DATABASE {} SET {} TO {}").format(name, sql.SQL(setting), value))
        with Store.open(url) as store:
            outcomes = store.settle([stored(article("The “council” met in Zürich, \\o/.", "a"), 1), failed(2)])
            assert [settled.outcome for settled in outcomes] == ["stored", "dead"]
            with store._database.read() as connection:  # as an audit of a large store would
                connection.exec_driver_sql("SELECT pg_sleep(1.2)")
            [letter] = store.dead_letters()
            assert letter.failed_at.tzinfo is not None
            assert letter.failed_at.utcoffset() == UTC.utcoffset(None), "people are told times in UTC"
            [kept] = store.walk()
            assert "“council” met in Zürich, \\o/." in kept.result().text


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_in_another_encoding_is_refused(postgres: PostgresServer, encoding: str, tmp_path: Path) -> None:
    name = f"encoded_{encoding.lower()}_{tmp_path.name[-8:].replace('-', '_')}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        try:
            with pytest.raises(Misconfigured, match=f"has the encoding {encoding}.* create one with ENCODING 'UTF8'"):
                migrate(f"{postgres.url.rsplit('/', 1)[0]}/{name}")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
