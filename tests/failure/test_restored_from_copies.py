"""Redis and database, copied one after the other while articles flowed, restored as docs/operations.md says."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from tests.bench.bench import IMPATIENT, Bench
from tests.postgres import PostgresServer, fresh_database, postgres_server
from tests.waiting import wait_for
from workers.audit import audit
from workers.store import Store

BASE = "appendonly.aof.1.base.rdb"


def article(n: int) -> dict[str, object]:
    return {"id": f"urn:copied:{n}", "body": {"value": f"The council of Ostra voted {n} times on the harbour."}}


def copy_redis(bench: Bench, to: Path) -> None:
    before = bench.client.lastsave()
    time.sleep(1.1)  # LASTSAVE tells whole seconds
    bench.client.bgsave()
    wait_for(lambda: bench.client.lastsave() > before, 60, "Redis does not save")
    shutil.copy(bench.folder / "dump.rdb", to)


def restore_redis(copy: Path, folder: Path) -> None:
    """The copy becomes the base of a new append-only file."""
    (folder / "appendonlydir").mkdir(parents=True)
    shutil.copy(copy, folder / "appendonlydir" / BASE)
    (folder / "appendonlydir" / "appendonly.aof.manifest").write_text(f"file {BASE} seq 1 type b\n")


def dump(server: PostgresServer, url: str, to: Path) -> None:
    command = [str(server.binaries / "bin" / "pg_dump"), "--format=custom", f"--file={to}", url]
    subprocess.run(command, check=True, capture_output=True)


def restore(server: PostgresServer, copy: Path, url: str) -> None:
    command = [str(server.binaries / "bin" / "pg_restore"), "--clean", "--if-exists", f"--dbname={url}", str(copy)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.timeout(300)
def test_what_finished_between_the_two_copies_is_there_once(tmp_path: Path) -> None:
    with postgres_server() as server, fresh_database(server.url) as first, fresh_database(server.url) as second:
        bench = Bench(tmp_path / "first", {**IMPATIENT, "NEWSMILL_STORE_URL": first})
        with bench.running():
            for n in range(80):
                bench.offer(article(n))
            wait_for(lambda: bench.finished() >= 20, 60, bench.trouble)
            copy_redis(bench, tmp_path / "redis.rdb")
            at_copy = bench.finished()
            for n in range(80, 110):
                bench.offer(article(n))
            wait_for(lambda: bench.finished() >= at_copy + 20, 60, bench.trouble)
            dump(server, first, tmp_path / "store.dump")

        restore_redis(tmp_path / "redis.rdb", tmp_path / "second")
        restore(server, tmp_path / "store.dump", second)
        again = Bench(tmp_path / "second", {**IMPATIENT, "NEWSMILL_STORE_URL": second})
        with again.running():
            wait_for(lambda: again.unfinished() == 0, 90, again.trouble)
            assert_exact(again, second, range(80))
            for n in range(70, 110):  # their producers send again what they sent about then
                again.offer(article(n))
            wait_for(lambda: again.unfinished() == 0, 90, again.trouble)
            assert_exact(again, second, range(110))


def assert_exact(bench: Bench, url: str, expected: range) -> None:
    """Every one of the articles is stored once, none is dead, the sum holds and the audit finds nothing."""
    with Store.open(url) as store:
        found = audit(bench.client, store)
    assert not found.faults, f"{found.faults}\n{bench.trouble()}"
    assert (found.account.balanced, found.account.unfinished, found.account.dead_letters) == (True, 0, 0)
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT article_id, count(*) FROM newsmill_results GROUP BY article_id").fetchall()
        twice = connection.execute("SELECT entry FROM newsmill_outcomes GROUP BY entry HAVING count(*) > 1").fetchall()
    stored: dict[str, int] = dict(rows)
    assert {article_id for article_id, count in stored.items() if count != 1} == set()
    assert twice == []
    assert {str(article(n)["id"]) for n in expected} <= set(stored)
    events = [json.loads(fields[b"event"])["id"] for _, fields in bench.client.xrange("newsmill:events")]
    assert len(events) == len(set(events))
