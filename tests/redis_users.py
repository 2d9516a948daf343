"""A real Redis with the users of config/redis-acl.conf, one a role, and newsmill commands that run as one of them."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
import yaml

from newsmill.client.connect import connect
from tests.service import Newsmill
from tests.valkey import Valkey, valkey_server

ROOT = Path(__file__).resolve().parents[1]
ROLES = ("producer", "reader", "stage", "dispatcher", "settle", "operator")


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


@contextmanager
def guarded_redis(folder: Path) -> Iterator[Guarded]:
    """A server in this folder whose users have their role as password."""
    users = folder / "users.conf"
    users.write_text(entrypoint(folder, {role: role for role in ROLES}).stdout, encoding="utf-8")
    server = Valkey(folder, ("--include", str(users)))
    server.url = f"redis://operator:operator@127.0.0.1:{server.port}/0"
    with valkey_server(folder, server=server):
        yield Guarded(server, folder / "data")
