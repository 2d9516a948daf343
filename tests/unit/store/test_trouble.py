"""What a database error means for the article, and the sentence about it."""

import sqlite3

import psycopg
import pytest
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError

from workers.store.trouble import error_class, frames, is_refusal, refusal, transient

TEXT = "what the article says"


def _wrapped(orig: Exception, *, cut: bool = False) -> DBAPIError:
    return DBAPIError("INSERT", {"text": TEXT}, orig, hide_parameters=True, connection_invalidated=cut)


def _sqlite(kind: type[sqlite3.Error], code: int) -> sqlite3.Error:
    error = kind(TEXT)
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_" + str(code)
    return error


@pytest.mark.parametrize(
    "error",
    [
        _wrapped(pg.CheckViolation(TEXT)),
        _wrapped(pg.UntranslatableCharacter(TEXT)),
        _wrapped(pg.ProgramLimitExceeded(TEXT)),
        _wrapped(psycopg.DataError(TEXT)),
        _wrapped(_sqlite(sqlite3.IntegrityError, sqlite3.SQLITE_CONSTRAINT_CHECK)),
        _wrapped(_sqlite(sqlite3.DataError, sqlite3.SQLITE_TOOBIG)),
        UnicodeEncodeError("utf-8", TEXT, 0, 1, TEXT),
        OverflowError(TEXT),
    ],
)
def test_an_error_about_the_data_is_a_refusal_told_without_the_data(error: Exception) -> None:
    assert is_refusal(error)
    assert TEXT not in refusal(error)
    assert error_class(error) in refusal(error)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (_wrapped(psycopg.OperationalError("server closed the connection")), "cannot be reached; start it"),
        (_wrapped(pg.CheckViolation("x"), cut=True), "failed"),
        (_wrapped(pg.AdminShutdown("x")), "is shutting down"),
        (_wrapped(pg.CannotConnectNow("x")), "is starting up"),
        (_wrapped(pg.DiskFull("x")), "the disk is full; free some space"),
        (_wrapped(pg.ReadOnlySqlTransaction("x")), "is read-only"),
        (_wrapped(pg.TooManyConnections("x")), "no free connection"),
        (_wrapped(pg.DeadlockDetected("x")), "to end a deadlock"),
        (_wrapped(pg.UndefinedTable("x")), "run `newsmill migrate`"),
        (_wrapped(pg.QueryCanceled("x")), "failed"),
        (_wrapped(_sqlite(sqlite3.OperationalError, sqlite3.SQLITE_FULL)), "the disk is full; free some space"),
        (_wrapped(_sqlite(sqlite3.OperationalError, sqlite3.SQLITE_IOERR_WRITE)), "cannot be read or written"),
        (_wrapped(_sqlite(sqlite3.OperationalError, sqlite3.SQLITE_BUSY_SNAPSHOT)), "is locked by another process"),
        (_wrapped(sqlite3.OperationalError("no code")), "failed (no code)"),
    ],
)
def test_trouble_of_the_database_is_transient_and_says_what_to_do(error: DBAPIError, told: str) -> None:
    assert not is_refusal(error)
    sentence = str(transient(error, "the database news"))
    assert sentence.startswith("the database news ")
    assert told in sentence


def test_the_first_line_of_the_error_is_told() -> None:
    """The lines after it may quote a row."""
    sentence = str(transient(_wrapped(pg.DiskFull(f"could not extend file\nDETAIL: {TEXT}")), "it"))

    assert sentence.endswith("(could not extend file)")


def test_frames_hold_places_and_no_values() -> None:
    try:
        raise ValueError(TEXT)
    except ValueError as error:
        told = frames(error)

    assert "test_trouble.py" in told
    assert TEXT not in told
