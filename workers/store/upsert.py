"""INSERT with ON CONFLICT, which SQLAlchemy has for each database under another name."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(connection: Connection, table: Table) -> Any:
    """An INSERT of the connection's own dialect, with `on_conflict_do_update` and `excluded`."""
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)
