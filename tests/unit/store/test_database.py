"""Database URLs: what is accepted, and what a refusal says (never the password)."""

import pytest

from newsmill.errors import Misconfigured
from workers.store.database import Database

HIDDEN = "hunter2"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "cannot be read"),
        (HIDDEN, "cannot be read"),
        (f"mysql://me:{HIDDEN}@db/news", "begins with 'mysql'"),
        (f"postgresql+asyncpg://me:{HIDDEN}@db/news", "begins with 'postgresql\\+asyncpg'"),
        (f"postgresql://me:12@{HIDDEN}@db/news", "write one inside the password as %40"),
        (f"postgresql://me:{HIDDEN}@db:port/news", "cannot be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_an_unusable_url_is_refused_without_its_password(url: str, told: str) -> None:
    with pytest.raises(Misconfigured, match=told) as refused:
        Database(url)

    assert HIDDEN not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:////data/news.db", "the SQLite database /data/news.db"),
        (f"postgresql://me:{HIDDEN}@db:5433/news", "the PostgreSQL database news at db:5433"),
        (f"postgresql+psycopg://me:{HIDDEN}@db/news", "the PostgreSQL database news at db"),
        (f"postgresql:///news?host=/run/pg&user=me&password={HIDDEN}", "the PostgreSQL database news at /run/pg"),
        ("postgresql:///news", "the PostgreSQL database news at the local socket"),
    ],
)
def test_a_database_is_named_without_its_password(url: str, place: str) -> None:
    assert Database(url).place == place


@pytest.mark.parametrize("url", ["sqlite:////data/news.db", "postgresql://db/news"])
def test_errors_and_logs_of_the_driver_hold_no_values(url: str) -> None:
    assert Database(url).engine.hide_parameters


def test_both_ways_to_name_postgresql_use_psycopg() -> None:
    for url in ("postgresql://db/news", "postgresql+psycopg://db/news"):
        assert Database(url).engine.dialect.driver == "psycopg"
