"""From a URL to a connected engine: SQLite in WAL mode, PostgreSQL through psycopg 3."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DataError, SQLAlchemyError

from newsmill.errors import Misconfigured
from workers.store.trouble import QueryError, is_read_only, is_refusal, transient

if TYPE_CHECKING:
    import psycopg

BUSY_SECONDS = 30  # how long SQLite waits for another process's lock before the article is tried again later
CONNECT_SECONDS = 10
ACCEPTED = "sqlite:///FOLDER/FILE, postgresql://USER:PASSWORD@HOST/DATABASE"


class Database:
    """An engine, and the name under which errors speak of it (never with the password)."""

    def __init__(self, url: str) -> None:
        self.url = _parse(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.place = _place(self.url)
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._writing = self.engine.execution_options(newsmill_begin="BEGIN IMMEDIATE")

    @property
    def path(self) -> Path:
        """The file of an SQLite database."""
        return Path(self.url.database or "")

    def enable_wal(self) -> None:
        """Put an SQLite file into WAL mode, which it keeps: readers then never wait for the writer."""
        with self._errors_translated(), self.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # the mode cannot change within a transaction
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")

    def truncate_wal(self) -> None:
        """Move what the WAL of an SQLite file holds into the file and cut it to nothing, once its readers are done."""
        with self._errors_translated(), self.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that sees one state. Raises Transient when the database is in trouble, QueryError for a
        question that holds what no database can hold."""
        with self._asking(self.engine) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Like read(), and on PostgreSQL too every statement sees the same state."""
        repeatable = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with self._asking(repeatable) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that takes SQLite's only write lock at its start. Raises Transient."""
        with self._transaction(self._writing) as connection:
            yield connection

    @contextmanager
    def _asking(self, engine: Engine) -> Iterator[Connection]:
        try:
            with self._transaction(engine) as connection:
                yield connection
        except (DataError, OverflowError, UnicodeEncodeError):
            raise QueryError(
                "the query holds a number or a character that no database can hold; leave it out"
            ) from None

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        with self._errors_translated(), engine.begin() as connection:
            yield connection

    @contextmanager
    def _errors_translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            if is_refusal(error):
                raise
            if is_read_only(error):
                self.engine.dispose()  # the next try asks the address anew who the primary server is
            raise transient(error, self.place) from None

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def _parse(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise Misconfigured(
            f"the database URL cannot be read; write it as one of {ACCEPTED}; a password with characters such as "
            ": / @ # goes into NEWSMILL_STORE_PASSWORD"
        ) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        if "@" in (url.host or ""):
            raise Misconfigured("the database URL holds more than one @; write one inside the password as %40")
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise Misconfigured(f"the database URL begins with {url.drivername!r}; newsmill stores in one of {ACCEPTED}")
    if url.database in (None, "", ":memory:"):
        raise Misconfigured("the SQLite URL names no file; processes can only share a file: sqlite:///FOLDER/FILE")
    return url


def _place(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return f"the SQLite database {url.database}"
    host = url.host or url.query.get("host") or "the local socket"
    hosts = host if isinstance(host, str) else ", ".join(host)
    return f"the PostgreSQL database {url.database} at {hosts}" + (f":{url.port}" if url.port else "")


def _sqlite(url: URL) -> Engine:
    # isolation_level None: sqlite3 starts no transactions by itself, the begin event below does.
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("newsmill_begin", "BEGIN"))

    return engine


def _postgresql(url: URL) -> Engine:
    # A server that vanished without a word is noticed after about a minute, not after TCP's two hours.
    alive: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,
        "client_encoding": "utf8",
    }
    given = {name: value for name, value in alive.items() if name not in url.query}
    engine = create_engine(url, hide_parameters=True, isolation_level="READ COMMITTED", connect_args=given)

    @event.listens_for(engine, "connect", insert=True)  # before SQLAlchemy asks anything itself
    def prepare(connection: DBAPIConnection, _: object) -> None:
        encoding = cast("psycopg.Connection[Any]", connection).info.parameter_status("server_encoding")
        if encoding not in (None, "UTF8"):
            raise Misconfigured(
                f"{_place(url)} has the encoding {encoding}, which cannot hold articles; "
                "create one with ENCODING 'UTF8' TEMPLATE template0"
            )
        # Whatever the defaults of the server, the database and its user are.
        for setting in (
            # The queue forgets an entry once its outcome is committed, so a commit must survive a crash:
            # tests/failure/test_database_killed.py lost a result without this.
            "synchronous_commit TO on",
            # psycopg reads no other form of dates, and people are told times in UTC.
            "datestyle TO 'ISO'",
            "timezone TO 'UTC'",
        ):
            connection.cursor().execute(f"SET SESSION {setting}")
        # An audit or a migration reads whole tables, and a batch that was cut off would be cut off at every try.
        connection.cursor().execute(
            "SELECT set_config(name, '0', false) FROM pg_settings"
            " WHERE name IN ('statement_timeout', 'transaction_timeout')"  # the latter is new in PostgreSQL 17
        )
        connection.commit()

    return engine
