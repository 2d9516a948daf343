"""The whole service runs with one Redis user a role, as docker-compose.yml has it, and is refused nothing it needs."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from newsmill import Client
from tests.redis_users import Guarded, guarded_redis

PROCESSES = {  # as docker-compose.yml has them, the stages in one process
    "dispatcher": ["dispatcher"],
    "stage": ["worker", "cleanup", "entities", "topics"],
    "settle": ["worker", "settle"],
}
TEXT = "The council of Ostra voted on Monday for the harbour budget. " * 5


@dataclass(frozen=True)
class Served:
    """The processes of a service, each as its own user."""

    redis: Guarded
    processes: list["subprocess.Popen[bytes]"]

    def stop(self) -> list[int]:
        """Their exit codes."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        return [process.wait(60) for process in self.processes]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with guarded_redis(tmp_path_factory.mktemp("roles")) as guarded:
        settle = guarded.service("settle")
        settle.folder.mkdir()
        assert settle.run("migrate").returncode == 0
        found = Served(
            guarded,
            [
                subprocess.Popen(
                    [sys.executable, "-m", "workers.cli", *command],
                    env=guarded.service(role).environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                for role, command in PROCESSES.items()
            ],
        )
        try:
            yield found
        finally:
            found.stop()


# One test a few processes, so that none has much to wait for on a machine that is busy with others.


def send(served: Served, *names: str) -> set[str | None]:
    """How these articles end, as their producer hears it."""
    with Client(served.redis.url("producer")) as client:
        receipts = [client.enqueue({"id": f"urn:acl:{name}", "body": {"value": f"{TEXT} {name}"}}) for name in names]
        return {end.outcome for end in client.wait(receipts, timeout=120)}


def test_a_producer_sends_articles_and_hears_of_their_end(served: Served) -> None:
    assert send(served, "one", "two", "three") == {"stored"}


def test_the_command_line_sends_them_as_the_dispatcher(served: Served) -> None:
    line = json.dumps({"id": "urn:acl:cli", "body": {"value": TEXT}}).encode()
    [end] = served.redis.service("dispatcher").json("enqueue", "--wait", "--json", "-", stdin=line)
    assert end["outcome"] == "stored"


@pytest.mark.parametrize("words", ["status", "show urn:acl:cli", "audit", "dead list", "doctor"])
def test_the_commands_of_an_operator_run_as_settle(served: Served, words: str) -> None:
    done = served.redis.service("settle").run(*words.split())
    assert done.returncode in {0, 1}
    assert "permission" not in done.stdout + done.stderr


@pytest.mark.parametrize(("role", "name"), [("dispatcher", "dispatcher"), ("stage", "entities"), ("settle", "settle")])
def test_a_healthcheck_runs_as_the_user_of_its_service(served: Served, role: str, name: str) -> None:
    assert served.redis.service(role).run("healthcheck", name).returncode == 0


def test_a_reader_has_a_consumer_group_of_its_own(served: Served) -> None:
    send(served, "read")
    with served.redis.client("reader") as reader:
        reader.xgroup_create("newsmill:events", "mine", id="0")
        [(_, events)] = reader.xreadgroup("mine", "me", {"newsmill:events": ">"})
        assert reader.xack("newsmill:events", "mine", *[entry for entry, _ in events]) == len(events) > 0


def test_the_processes_end_in_order_and_nothing_they_asked_for_was_refused(served: Served) -> None:
    assert served.stop() == [0] * len(PROCESSES)
    with served.redis.client("operator") as operator:
        refused = [(entry["username"], entry["object"]) for entry in operator.acl_log()]
    # The client looks for an article whose event stays away, and waits on when it may not look.
    assert set(refused) <= {("producer", "newsmill:incoming")}
