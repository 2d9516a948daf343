"""Classifying a database error: is it about the article's data, or about the database?"""

import sqlite3
import traceback

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from newsmill.errors import NewsmillError, Transient

_SQLITE = {
    sqlite3.SQLITE_BUSY: "is locked by another process; find out what holds it open for writing",
    sqlite3.SQLITE_LOCKED: "is locked by another connection; find out what holds it open for writing",
    sqlite3.SQLITE_READONLY: "is read-only; give newsmill's user the right to write the file and its folder",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space",
    sqlite3.SQLITE_IOERR: "cannot be read or written; look at the disk and its quota",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the path and the rights of its folder",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a backup",
    sqlite3.SQLITE_NOTADB: "is not an SQLite database; check the path",
}
_POSTGRESQL = {
    "25006": "is read-only; make it writable, or name the primary server in the URL",
    "40001": "undid the transaction for the sake of another one",
    "40P01": "undid the transaction to end a deadlock",
    "42501": "refuses newsmill's user the right; grant it what the migration created",
    "42703": "has another schema than this newsmill; run `newsmill migrate`",
    "42P01": "has another schema than this newsmill; run `newsmill migrate`",
    "53100": "cannot grow, the disk is full; free some space",
    "53300": "has no free connection; raise max_connections or run fewer processes",
    "57P01": "is shutting down",
    "57P03": "is starting up or shutting down",
}


class QueryError(NewsmillError):
    """A question that cannot be answered as it was asked. Its text tells the asker how to ask."""


def is_refusal(error: Exception) -> bool:
    """Whether the error is about the data of the statement, so that the same data will be refused again."""
    if not isinstance(error, SQLAlchemyError):
        return True
    if not isinstance(error, DBAPIError) or error.connection_invalidated:
        return False
    orig = error.orig
    if isinstance(orig, psycopg.Error):
        # Class 54 (a value too large for the server) counts as operational to psycopg; waiting will not shrink it.
        return isinstance(orig, psycopg.DataError | psycopg.IntegrityError) or (orig.sqlstate or "").startswith("54")
    return isinstance(orig, sqlite3.DataError | sqlite3.IntegrityError)


def is_read_only(error: SQLAlchemyError) -> bool:
    """Whether the connection itself may be what cannot write: one to a server that became a standby stays read-only."""
    orig = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(orig, "sqlite_errorcode", 0) & 0xFF
    return getattr(orig, "sqlstate", None) == "25006" or code == sqlite3.SQLITE_READONLY


def error_class(error: Exception) -> str:
    """The class of the error itself, without SQLAlchemy's wrapping."""
    return type(error.orig if isinstance(error, DBAPIError) else error).__name__


def refusal(error: Exception) -> str:
    """Why a result could not be stored, in words that hold nothing of the article."""
    if not isinstance(error, DBAPIError):
        return f"the result could not be made into a record ({type(error).__name__}); look at the traceback"
    orig = error.orig
    state = getattr(orig, "sqlstate", None) or getattr(orig, "sqlite_errorname", None) or "no error code"
    return f"the database refused the result ({error_class(error)}, {state}); its data breaks a rule of the schema"


def frames(error: BaseException) -> str:
    """Where an error came from: files, lines and our own code, never the values."""
    return "".join(traceback.format_tb(error.__traceback__))


def transient(error: SQLAlchemyError, place: str) -> Transient:
    """The sentence for trouble of the database itself. Nothing was stored; the articles wait."""
    orig = error.orig if isinstance(error, DBAPIError) else None
    what = None
    if isinstance(orig, sqlite3.Error):
        what = _SQLITE.get(orig.sqlite_errorcode & 0xFF) if hasattr(orig, "sqlite_errorcode") else None
    elif isinstance(orig, psycopg.Error):
        what = _POSTGRESQL.get(orig.sqlstate or "")
        if what is None and (orig.sqlstate is None or orig.sqlstate.startswith("08")):
            what = "cannot be reached; start it, or correct NEWSMILL_STORE_URL"
    detail = (str(orig).strip() or type(orig).__name__).splitlines()[0] if orig else type(error).__name__
    return Transient(f"{place} {what or 'failed'} ({detail})")
