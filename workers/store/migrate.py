"""Upgrading a database to the schema of this version, and checking that it has it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, inspect, text

from newsmill.errors import Misconfigured
from workers.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

# Every revision under migrations/, oldest first: known here, so that opening the store needs no Alembic.
REVISIONS = ("0001", "0002")
VERSION_TABLE = "newsmill_schema"
_LOCK = 0x6E6577736D696C6C  # "newsmill" as a number: the advisory lock of migrations on PostgreSQL


def migrate(url: str) -> None:
    """Bring the database to the schema of this newsmill; a database that is there already is left as it is.

    Any number of processes may call it at once: one works, the others wait. An SQLite file and its folder are made
    when missing. Raises Misconfigured for a URL that cannot be used, Transient when the database is in trouble.
    """
    database = Database(url)
    try:
        with _alone(database), database.write() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _check_known(_revision(connection), database.place)
            from alembic import command

            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        database.close()


def check_schema(connection: Connection, place: str) -> None:
    """Raise Misconfigured unless the database has the schema of this newsmill."""
    found = _revision(connection)
    if found is None:
        raise Misconfigured(f"{place} has no newsmill schema; run `newsmill migrate`")
    _check_known(found, place)
    if found != REVISIONS[-1]:
        needed = REVISIONS[-1]
        raise Misconfigured(f"{place} has schema {found}, and this newsmill needs {needed}; run `newsmill migrate`")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608  # our own constant
    return cast("str | None", found.scalar_one_or_none())


def _check_known(revision: str | None, place: str) -> None:
    if revision is not None and revision not in REVISIONS:
        known = REVISIONS[-1]
        raise Misconfigured(f"{place} has schema {revision} of a newer newsmill; update this one, which knows {known}")


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    # configparser reads % as the start of a variable.
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    return config


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Hold off other migrations of the same SQLite file: its change to WAL cannot wait for a lock as statements do."""
    if not database.is_sqlite:
        yield
        return
    folder = database.path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise Misconfigured(f"the folder of {database.place} cannot be used: {error.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        database.enable_wal()
        yield
    finally:
        os.close(handle)
