"""The whole service over TLS with certificates on both sides, to Redis and to PostgreSQL; and what is refused."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from kombu.exceptions import OperationalError

from config.settings import Settings
from newsmill import Client
from tests.postgres import fresh_database, postgres_server
from tests.service import Newsmill, newsmill, processes_of
from tests.tls import Certificates, make_certificates, tls_before
from tests.valkey import valkey_server
from workers.queue.app import create_app

PASSWORD = "p;a s#s@w/ö%"  # noqa: S105  # every sign that an address could trip over


def shows_a_password(text: str) -> bool:
    return PASSWORD in text or quote(PASSWORD, safe="") in text


@dataclass(frozen=True)
class Servers:
    """Where both servers listen with TLS."""

    certificates: Certificates
    redis_port: int
    store_port: int
    database: str

    def settings(self) -> dict[str, str]:
        own = self.certificates
        tls = f"sslmode=verify-full&sslrootcert={own.authority}&sslcert={own.certificate}&sslkey={own.key}"
        return {
            "NEWSMILL_REDIS_URL": f"rediss://127.0.0.1:{self.redis_port}/0",
            "NEWSMILL_REDIS_PASSWORD": PASSWORD,
            "NEWSMILL_STORE_PASSWORD": PASSWORD,
            "NEWSMILL_LOG_LEVEL": "debug",
            "NEWSMILL_REDIS_CA_FILE": str(own.authority),
            "NEWSMILL_REDIS_CERTIFICATE_FILE": str(own.certificate),
            "NEWSMILL_REDIS_KEY_FILE": str(own.key),
            "NEWSMILL_STORE_URL": f"postgresql://postgres@127.0.0.1:{self.store_port}/{self.database}?{tls}",
        }


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    certificates = make_certificates(tmp_path_factory.mktemp("certificates"))
    with ExitStack() as stack:
        valkey = stack.enter_context(valkey_server(tmp_path_factory.mktemp("redis")))
        with valkey.client() as client:
            client.acl_setuser("default", passwords=f"+{PASSWORD}", enabled=True)
        postgres = stack.enter_context(postgres_server())
        database = stack.enter_context(fresh_database(postgres.url)).rpartition("/")[2]
        redis_port = stack.enter_context(tls_before(valkey.port, certificates))
        store_port = stack.enter_context(tls_before(postgres.port, certificates, postgres=True))
        yield Servers(certificates, redis_port, store_port, database)


def test_an_article_goes_all_the_way_over_tls(servers: Servers, tmp_path: Path) -> None:
    settings = servers.settings()
    with newsmill(tmp_path / "data", settings) as service:
        line = json.dumps({"id": "urn:test:tls", "body": {"value": "The council of Ostra voted on Monday. " * 5}})
        [end] = service.json("enqueue", "--wait", "--timeout", "90", "--json", "-", stdin=line.encode())
        assert end["outcome"] == "stored"
        assert service.json("show", "--json", "urn:test:tls")[0]["text"]
        doctor = service.run("doctor", "--json")
        assert "Valkey" in doctor.stdout
        commands = "".join(processes_of(service.folder).values())
        assert "settle" in commands
        assert not shows_a_password(service.log + doctor.stdout + doctor.stderr + commands)
        assert "Connected to" in service.log
        assert "insecure" not in service.log


def test_a_client_in_python_names_its_certificates_in_the_address(servers: Servers) -> None:
    own = servers.certificates
    options = f"ssl_ca_certs={own.authority}&ssl_certfile={own.certificate}&ssl_keyfile={own.key}"
    address = f"rediss://:p%3Ba%20s%23s%40w%2F%C3%B6%25@127.0.0.1:{servers.redis_port}/0?{options}"
    with Client(address) as client:
        assert client.enqueue({"body": {"value": "The council of Ostra voted on Monday."}}).entry


def test_a_server_that_no_trusted_authority_signed_is_refused_by_all(servers: Servers, tmp_path: Path) -> None:
    settings = servers.settings()
    del settings["NEWSMILL_REDIS_CA_FILE"]
    service = Newsmill(tmp_path / "data", settings)
    done = service.run("status")
    assert done.returncode == 2
    assert "certificate verify failed" in done.stderr
    app = create_app(f"rediss://127.0.0.1:{servers.redis_port}/0", Settings())
    with pytest.raises(OperationalError, match="certificate verify failed"):
        app.send_task("newsmill.cleanup", args=("1-1", 1), queue="cleanup")


@pytest.mark.parametrize("command", [["status"], ["worker", "settle"], ["migrate"]])
def test_no_password_is_shown_by_what_cannot_start(servers: Servers, tmp_path: Path, command: list[str]) -> None:
    nobody_listens = {
        "NEWSMILL_REDIS_URL": "rediss://127.0.0.1:1/0",
        "NEWSMILL_STORE_URL": "postgresql://postgres@127.0.0.1:1/newsmill",
    }
    service = Newsmill(tmp_path / "data", {**servers.settings(), **nobody_listens})
    done = service.run(*command)
    assert done.returncode != 0
    assert done.stdout + done.stderr
    assert not shows_a_password(done.stdout + done.stderr)


def test_a_client_without_a_certificate_is_refused_by_the_server(servers: Servers, tmp_path: Path) -> None:
    settings = servers.settings()
    del settings["NEWSMILL_REDIS_CERTIFICATE_FILE"], settings["NEWSMILL_REDIS_KEY_FILE"]
    assert Newsmill(tmp_path / "data", settings).run("status").returncode == 2
