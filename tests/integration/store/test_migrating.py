"""The schema: brought to head by any number of processes at once, checked when a store is opened."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from newsmill.errors import Misconfigured, Transient
from tests.integration.store.building import article, failed, stored
from workers.store import Store, migrate
from workers.store.database import Database
from workers.store.migrate import REVISIONS, VERSION_TABLE, _config
from workers.store.schema import metadata

RACE = "import sys; from workers.store import migrate; sys.stdin.read(1); migrate(sys.argv[1])"


def test_four_processes_migrate_at_once(empty_url: str) -> None:
    racers = [
        subprocess.Popen([sys.executable, "-c", RACE, empty_url], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write(b".")
        racer.stdin.flush()
    for racer in racers:
        _, told = racer.communicate(timeout=120)
        assert racer.returncode == 0, told.decode()

    Store.open(empty_url).close()


def test_an_sqlite_file_goes_to_wal_mode_under_a_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite refuses the change at once when another process is writing: 2 of 90 racing changes failed without."""
    seen: list[bool] = []
    enable_wal = Database.enable_wal

    def look_and_keep(database: Database) -> None:
        handle = os.open(tmp_path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            seen.append(True)
        os.close(handle)
        enable_wal(database)

    monkeypatch.setattr(Database, "enable_wal", look_and_keep)
    migrate(f"sqlite:///{tmp_path}/store.db")

    assert seen == [True]


def test_migrating_again_changes_nothing(store: Store, url: str) -> None:
    store.settle([stored(article(), 1), failed(2)])
    before = store.get("harbour"), store.dead_letters()

    migrate(url)

    assert None not in before
    assert (store.get("harbour"), store.dead_letters()) == before


def test_an_empty_database_is_refused(empty_url: str) -> None:
    with pytest.raises(Misconfigured, match="run `newsmill migrate`"):
        Store.open(empty_url)


@pytest.mark.parametrize(
    ("revision", "told"), [("9999", "newer newsmill; update this one"), (None, "run `newsmill migrate`")]
)
def test_another_schema_is_refused(url: str, revision: str | None, told: str) -> None:
    database = Database(url)
    with database.write() as connection:
        connection.execute(text("DELETE FROM newsmill_schema"))
        if revision:
            connection.execute(text("INSERT INTO newsmill_schema VALUES (:revision)"), {"revision": revision})
    database.close()

    with pytest.raises(Misconfigured, match=told):
        Store.open(url)
    if revision:
        with pytest.raises(Misconfigured, match=told):
            migrate(url)


def test_an_older_schema_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["workers.store.migrate"], "REVISIONS", (*REVISIONS, "9999"))

    with pytest.raises(Misconfigured, match=f"has schema {REVISIONS[-1]}, and this newsmill needs 9999; run"):
        Store.open(url)


def test_every_migration_is_known_to_those_who_open_the_store() -> None:
    script = ScriptDirectory.from_config(_config())

    assert [revision.revision for revision in script.walk_revisions()] == list(reversed(REVISIONS))


def test_the_migrated_database_has_the_schema_of_the_code(url: str) -> None:
    def ours(thing: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
        return not (kind == "table" and str(name).startswith("full_text"))

    database = Database(url)
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "include_object": ours}
        )
        assert compare_metadata(context, metadata) == []
    database.close()


def test_an_sqlite_file_is_made_with_its_folder_and_waits_for_nobody(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/deep/er/100%/store.db"
    migrate(url)

    database = Database(url)
    with database.read() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    database.close()
    assert found == PRAGMAS


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 30_000}


def test_an_sqlite_file_that_does_not_exist_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="does not exist; run `newsmill migrate`"):
        Store.open(f"sqlite:///{tmp_path}/store.db")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match=r"file/store\.db cannot be used: "):
        migrate(f"sqlite:///{tmp_path}/file/store.db")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"something else entirely " * 100)

    with pytest.raises(Transient, match="is not an SQLite database; check the path"):
        Store.open(f"sqlite:///{path}")
