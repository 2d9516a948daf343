"""config/redis-acl.conf on a real server: each role can do no more than its work."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from newsmill.client.connect import connect
from tests.redis_users import ROLES, Guarded, entrypoint, guarded_redis

TEXT = "The council of Ostra voted on Monday for the harbour budget. " * 5


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    with guarded_redis(tmp_path_factory.mktemp("guarded")) as server:
        yield server


def test_a_command_that_the_user_may_not_give_is_refused_with_a_sentence(guarded: Guarded) -> None:
    done = guarded.service("reader").run("enqueue", "-", stdin=json.dumps({"body": {"value": TEXT}}).encode())
    assert done.returncode == 2
    assert "this Redis user may not do that" in done.stderr


def test_a_worker_whose_user_is_no_workers_ends_with_a_sentence(guarded: Guarded) -> None:
    done = guarded.service("producer").run("worker", "cleanup")
    assert done.returncode == 2
    assert "this Redis user may not do that" in done.stderr
    assert len(done.stderr.splitlines()) == 1, "Celery would try again without end"


def test_no_password_is_handed_on_but_as_its_hash(guarded: Guarded) -> None:
    users = (guarded.server.folder / "users.conf").read_text(encoding="utf-8").splitlines()
    assert [line.split()[1] for line in users] == ["default", *ROLES]
    assert all(re.fullmatch(r"#[0-9a-f]{64}", line.split()[2]) for line in users[1:])
    assert ">" not in "".join(users)


def test_an_empty_password_is_refused_with_a_sentence(tmp_path: Path) -> None:
    done = entrypoint(tmp_path, {**{role: role for role in ROLES}, "stage": ""})
    assert (done.returncode, done.stdout) == (1, "")
    assert "redis_stage in the folder that SECRETS names is empty" in done.stderr


def test_without_a_user_nothing_is_answered(guarded: Guarded) -> None:
    nobody = connect(f"redis://127.0.0.1:{guarded.server.port}/0", retries=0)
    with nobody, pytest.raises(redis.AuthenticationError):
        nobody.ping()


def test_the_default_user_may_write_what_a_restart_replays_and_nobody_can_be_it(guarded: Guarded) -> None:
    """Many servers replay scripts' writes with its rights, also when it is off, and drop what it may not write."""
    with guarded.client("operator") as operator:
        for command in (("XADD", "newsmill:incoming", "*", "article", "x"), ("HSET", "newsmill:work:1-1", "run", "1")):
            assert operator.execute_command("ACL DRYRUN", "default", *command) == b"OK"
    for password in ("", "default"):
        somebody = connect(f"redis://default:{password}@127.0.0.1:{guarded.server.port}/0", retries=0)
        with somebody, pytest.raises(redis.AuthenticationError):
            somebody.ping()


def test_doctor_names_a_default_user_whose_rights_lose_articles_at_a_restart(guarded: Guarded) -> None:
    def looked() -> str:
        return guarded.service("settle").run("doctor", "--json").stdout

    with guarded.client("operator") as operator:  # as in our file before it knew of this
        operator.execute_command("ACL SETUSER", "settle", "-acl|dryrun")
        try:
            assert "cannot check whether the user default may write" in looked()
        finally:
            operator.execute_command("ACL SETUSER", "settle", "+acl|dryrun")

    assert "the user default may not write" not in looked()
    with guarded.client("operator") as operator:
        operator.execute_command("ACL SETUSER", "default", "off", "resetkeys", "-@all")
        try:
            assert "the user default may not write" in looked()
        finally:
            operator.execute_command("ACL SETUSER", "default", "~*", "+@all")


FORBIDDEN: dict[str, list[tuple[Any, ...]]] = {
    "producer": [
        ("XRANGE", "newsmill:incoming", "-", "+"),
        ("XREAD", "STREAMS", "newsmill:incoming", "0"),
        ("XREADGROUP", "GROUP", "newsmill", "me", "STREAMS", "newsmill:incoming", ">"),
        ("XINFO", "STREAM", "newsmill:incoming", "FULL"),
        ("XPENDING", "newsmill:incoming", "newsmill"),
        ("XACK", "newsmill:incoming", "newsmill", "1-1"),
        ("XDEL", "newsmill:incoming", "1-1"),
        ("XTRIM", "newsmill:incoming", "MAXLEN", "0"),
        ("XGROUP", "DESTROY", "newsmill:incoming", "newsmill"),
        ("DEL", "newsmill:incoming"),
        ("RENAME", "newsmill:incoming", "mine"),
        ("DUMP", "newsmill:incoming"),
        ("EVAL", "return redis.call('XRANGE', KEYS[1], '-', '+')", 1, "newsmill:incoming"),
        ("EVAL", "return redis.call('XDEL', KEYS[1], '1-1')", 1, "newsmill:incoming"),
        ("EVAL", "return redis.call('XADD', 'newsmill:reruns', '*', 'article', 'x')", 1, "newsmill:incoming"),
        ("XADD", "newsmill:reruns", "*", "article", "x"),
        ("XADD", "newsmill:events", "*", "event", "forged"),
        ("HSET", "newsmill:work:1-1", "run", "9"),
        ("HGETALL", "newsmill:work:1-1"),
        ("LPUSH", "cleanup", "message"),
        ("LRANGE", "cleanup", "0", "-1"),
        ("SET", "anything", "x"),
        ("SUBSCRIBE", "channel"),
        ("KEYS", "*"),
        ("FLUSHALL",),
        ("CONFIG", "GET", "*"),
        ("CLIENT", "LIST"),
        ("MONITOR",),
        ("SCRIPT", "FLUSH"),
        ("FUNCTION", "LOAD", "#!lua name=x\nredis.register_function('f', function() return 1 end)"),
        ("SHUTDOWN", "NOSAVE"),
        ("ACL", "LIST"),
        ("INFO",),
    ],
    "reader": [
        ("XADD", "newsmill:events", "*", "event", "forged"),
        ("XDEL", "newsmill:events", "1-1"),
        ("XTRIM", "newsmill:events", "MAXLEN", "0"),
        ("XGROUP", "DESTROY", "newsmill:events", "other"),
        ("XLEN", "newsmill:incoming"),
        ("XADD", "newsmill:incoming", "*", "article", "x"),
        ("EVAL", "return 1", 0),
        ("FLUSHALL",),
    ],
    "stage": [
        ("XADD", "newsmill:incoming", "*", "article", "x"),
        ("XACK", "newsmill:incoming", "newsmill", "1-1"),
        ("XDEL", "newsmill:incoming", "1-1"),
        ("XTRIM", "newsmill:incoming", "MAXLEN", "0"),
        ("DEL", "newsmill:incoming"),
        ("DEL", "newsmill:work:1-1"),
        ("XGROUP", "DESTROY", "newsmill:incoming", "newsmill"),
        ("XADD", "newsmill:events", "*", "event", "forged"),
        ("XADD", "newsmill:reruns", "*", "article", "x"),
        ("EVAL", "return redis.call('XADD', KEYS[1], '*', 'article', 'x')", 1, "newsmill:incoming"),
        ("SET", "anything", "x"),
        ("PUBLISH", "channel", "x"),
        ("FLUSHALL",),
        ("FLUSHDB",),
        ("CONFIG", "GET", "*"),
        ("KEYS", "*"),
        ("SHUTDOWN", "NOSAVE"),
    ],
    "dispatcher": [
        ("XADD", "newsmill:events", "*", "event", "forged"),
        ("SET", "anything", "x"),
        ("FLUSHALL",),
        ("CONFIG", "SET", "maxmemory", "1"),
    ],
    "settle": [("SET", "anything", "x"), ("FLUSHALL",), ("CONFIG", "SET", "maxmemory", "1"), ("ACL", "LIST")],
}


@pytest.mark.parametrize("role", FORBIDDEN)
def test_a_role_can_do_no_more_than_its_work(guarded: Guarded, role: str) -> None:
    allowed = []
    with guarded.client(role) as client:
        for command in FORBIDDEN[role]:
            try:
                client.execute_command(*command)
            except redis.ResponseError as error:  # within a script, a missing right is an error of the script
                if "NOPERM" not in str(error) and "permission" not in str(error).lower():
                    allowed.append((command, str(error)))
            else:
                allowed.append((command, "done"))
    assert allowed == []


def test_a_producer_enqueues_with_newsmills_own_command(guarded: Guarded) -> None:
    with guarded.client("operator") as operator:
        operator.script_flush()
    done = guarded.service("producer").run("enqueue", "-", stdin=json.dumps({"body": {"value": TEXT}}).encode())
    assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (0, "1 accepted, 0 refused")


def test_a_producer_adds_with_plain_commands_and_is_trusted_not_to_trim(guarded: Guarded) -> None:
    with guarded.client("producer") as client:
        client.xadd("newsmill:incoming", {"article": b"{}"})
        assert client.xlen("newsmill:incoming") >= 1
        # Redis knows no right to add without the right to trim while adding: docs/security.md says so.
        client.xadd("newsmill:incoming", {"article": b"{}"}, maxlen=1, approximate=False)
        assert client.xlen("newsmill:incoming") == 1
