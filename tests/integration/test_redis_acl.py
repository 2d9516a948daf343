"""config/redis-acl.conf on a real server: the whole service runs with one user a role, and each role can do no more."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml

from newsmill import Client
from tests.service import Newsmill
from tests.valkey import Valkey, valkey_server
from workers.queue.connect import connect

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("producer", "reader", "stage", "dispatcher", "settle", "operator")
PROCESSES = {  # as docker-compose.yml has them, the stages in one process
    "dispatcher": ["dispatcher"],
    "stage": ["worker", "cleanup", "entities", "topics"],
    "settle": ["worker", "settle"],
}
TEXT = "The council of Ostra voted on Monday for the harbour budget. " * 5


def entrypoint(folder: Path, passwords: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """What the entrypoint of docker-compose.yml hands to Redis, which here prints it."""
    secrets, programs = folder / "secrets", folder / "programs"
    secrets.mkdir()
    programs.mkdir()
    for role, password in passwords.items():
        (secrets / f"redis_{role}").write_text(f"{password}\n", encoding="utf-8")
    (programs / "redis-server").write_text("#!/bin/sh\nexec cat\n", encoding="utf-8")
    (programs / "redis-server").chmod(0o755)
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    shell, options, script = compose["services"]["redis"]["entrypoint"]
    script = script.replace("$$", "$").replace("/run/secrets", str(secrets)).replace("/etc/redis", str(ROOT / "config"))
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    return subprocess.run([shell, options, script], env=environment, check=False, capture_output=True, text=True)


@dataclass(frozen=True)
class Guarded:
    """A server with users, and a service folder beside it."""

    server: Valkey
    folder: Path

    def url(self, role: str) -> str:
        return f"redis://{role}:{role}@127.0.0.1:{self.server.port}/0"

    def client(self, role: str) -> "redis.Redis":
        return connect(self.url(role), retries=0)

    def service(self, role: str) -> Newsmill:
        named = {"NEWSMILL_REDIS_USERNAME": role, "NEWSMILL_REDIS_PASSWORD": role}
        return Newsmill(self.folder, {"NEWSMILL_REDIS_URL": f"redis://127.0.0.1:{self.server.port}/0", **named})


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    users = folder / "users.conf"
    users.write_text(entrypoint(folder, {role: role for role in ROLES}).stdout, encoding="utf-8")
    server = Valkey(folder, ("--include", str(users)))
    server.url = f"redis://operator:operator@127.0.0.1:{server.port}/0"
    with valkey_server(folder, server=server):
        yield Guarded(server, folder / "data")


def test_the_whole_service_runs_with_one_user_a_role(guarded: Guarded) -> None:
    settle = guarded.service("settle")
    settle.folder.mkdir()
    assert settle.run("migrate").returncode == 0
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "workers.cli", *command],
            env=guarded.service(role).environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for role, command in PROCESSES.items()
    ]
    try:
        with Client(guarded.url("producer")) as client:
            receipts = [
                client.enqueue({"id": f"urn:acl:{n}", "body": {"value": f"{TEXT} Item {n}."}}) for n in range(3)
            ]
            assert {end.outcome for end in client.wait(receipts, timeout=120)} == {"stored"}
        line = json.dumps({"id": "urn:acl:cli", "body": {"value": TEXT}}).encode()
        [end] = guarded.service("dispatcher").json("enqueue", "--wait", "--json", "-", stdin=line)
        assert end["outcome"] == "stored"
        for words in (["status"], ["show", "urn:acl:1"], ["audit"], ["dead", "list"], ["doctor"]):
            done = settle.run(*words)
            assert "NOPERM" not in done.stdout + done.stderr
        for role, name in (("dispatcher", "dispatcher"), ("stage", "entities"), ("settle", "settle")):
            assert guarded.service(role).run("healthcheck", name).returncode == 0
        with guarded.client("reader") as reader:
            reader.xgroup_create("newsmill:events", "mine", id="0")
            [(_, events)] = reader.xreadgroup("mine", "me", {"newsmill:events": ">"})  # type: ignore[misc]
            assert len(events) == 4
            assert reader.xack("newsmill:events", "mine", *[entry for entry, _ in events]) == 4
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        ended = [process.wait(60) for process in processes]
    assert ended == [0] * len(processes)
    with guarded.client("operator") as operator:
        refused = [(entry["username"], entry["object"]) for entry in operator.acl_log()]
    # The client looks for an article whose event stays away, and waits on when it may not look.
    assert set(refused) <= {("producer", "newsmill:incoming")}


def test_a_command_that_the_user_may_not_give_is_refused_with_a_sentence(guarded: Guarded) -> None:
    done = guarded.service("reader").run("enqueue", "-", stdin=json.dumps({"body": {"value": TEXT}}).encode())
    assert done.returncode == 2
    assert "this Redis user may not do that" in done.stderr


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


def test_a_producer_adds_with_plain_commands_and_is_trusted_not_to_trim(guarded: Guarded) -> None:
    with guarded.client("producer") as client:
        client.xadd("newsmill:incoming", {"article": b"{}"})
        assert client.xlen("newsmill:incoming") >= 1
        # Redis knows no right to add without the right to trim while adding: docs/security.md says so.
        client.xadd("newsmill:incoming", {"article": b"{}"}, maxlen=1, approximate=False)
        assert client.xlen("newsmill:incoming") == 1
