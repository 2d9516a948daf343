"""Messages that newsmill did not send, on the lists of real workers: refused, and the workers live on."""

import base64
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import Settings
from tests.valkey import Valkey
from workers.queue.app import create_app
from workers.queue.entry import Ticket
from workers.queue.ledger import Ledger

CANARY = "Kanarienvogel"


@dataclass(frozen=True)
class Worker:
    """A worker process of one stage, and what it says."""

    stage: str
    process: "subprocess.Popen[bytes]"
    path: Path

    @property
    def log(self) -> str:
        return self.path.read_text(encoding="utf-8", errors="replace")


@pytest.fixture
def worker(valkey: Valkey, tmp_path: Path) -> Iterator[Worker]:
    stage = "cleanup"
    environment = {
        **os.environ,
        "NEWSMILL_REDIS_URL": valkey.url,
        "NEWSMILL_DATA_DIR": str(tmp_path),
        "NEWSMILL_LOG_LEVEL": "debug",
    }
    command = [sys.executable, "-m", "workers.cli"]
    subprocess.run([*command, "migrate"], env=environment, check=True, capture_output=True)
    path = tmp_path / "worker.log"
    with path.open("wb") as log:
        process = subprocess.Popen([*command, "worker", stage], env=environment, stdout=log, stderr=log)
    worker = Worker(stage, process, path)
    wait_for(lambda: "worker ready" in worker.log, worker)
    yield worker
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0, worker.log


def wait_for(condition: Callable[[], bool], worker: Worker, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert worker.process.poll() is None, worker.log
        assert time.monotonic() < deadline, worker.log
        time.sleep(0.05)


def message(valkey: Valkey, stage: str, entry: str = "1-1") -> dict[str, Any]:
    """A message as the ledger sends it."""
    return dict(json.loads(Ticket(entry, 1, stage).message))


def with_body(made: dict[str, Any], args: Any, kwargs: Any = None, **embedded: Any) -> bytes:
    body = json.dumps([args, kwargs or {}, {"callbacks": None, "errbacks": None, "chain": None, **embedded}])
    return json.dumps({**made, "body": base64.b64encode(body.encode()).decode()}).encode()


def with_type(made: dict[str, Any], content_type: str, body: bytes, encoding: str = "binary") -> bytes:
    said = {"content-type": content_type, "content-encoding": encoding, "body": base64.b64encode(body).decode()}
    return json.dumps({**made, **said}).encode()


class Bomb:
    """What a pickle may do when it is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.mark,)


def foreign(made: dict[str, Any], mark: Path) -> dict[str, bytes]:
    """Messages that are none of newsmill's, by name."""
    headers, stage = made["headers"], made["headers"]["task"].removeprefix("newsmill.")
    other = "entities" if stage == "cleanup" else "cleanup"

    def with_headers(**changed: Any) -> bytes:
        return json.dumps({**made, "headers": {**headers, **changed}}).encode()

    old_protocol = {"id": "1", "task": f"newsmill.{stage}", "args": ["1-1", 1], "kwargs": {}, "secret": CANARY}
    return {
        "pickle": with_type(made, "application/x-python-serialize", pickle.dumps([Bomb(mark), CANARY])),
        "pickle that says it is JSON": with_type(made, "application/json", pickle.dumps([Bomb(mark), CANARY])),
        "yaml": with_type(made, "application/x-yaml", yaml.safe_dump([["1-1", 1], {}, {}]).encode(), "utf-8"),
        "msgpack": with_type(made, "application/x-msgpack", b"\x93\x92\xa31-1\x01\x80\x80"),
        "a compressed body": with_headers(compression="application/x-gzip"),
        "no JSON at all": CANARY.encode(),
        "not UTF-8": b"\xff\xfe\x00" + CANARY.encode(),
        "nothing": b"",
        "null": b"null",
        "a list": b"[]",
        "an object without keys": b"{}",
        "nested too deep": b"[" * 20_000,
        "too large": json.dumps({**made, "body": "A" * 3_000_000}).encode(),
        "the old protocol": with_type({**made, "headers": {}}, "application/json", json.dumps(old_protocol).encode()),
        "headers that are a list": json.dumps({**made, "headers": [CANARY]}).encode(),
        "an unknown task": with_headers(task=f"newsmill.{CANARY}"),
        "a task of Celery's own": with_headers(task="celery.chord_unlock"),
        "the task of another stage": with_headers(task=f"newsmill.{other}"),
        "a task to wait with": with_headers(eta="2099-01-01T00:00:00"),
        "a time limit that is text": with_headers(timelimit=[None, CANARY]),
        "no id": json.dumps({**made, "headers": {k: v for k, v in headers.items() if k != "id"}}).encode(),
        "no arguments": with_body(made, []),
        "one argument": with_body(made, ["1-1"]),
        "three arguments": with_body(made, ["1-1", 1, CANARY]),
        "keyword arguments": with_body(made, ["1-1", 1], {"extra": CANARY}),
        "an entry that is no stream id": with_body(made, [CANARY, 1]),
        "an entry that is a number": with_body(made, [1, 1]),
        "an attempt that is text": with_body(made, ["1-1", "1"]),
        "an attempt of 0": with_body(made, ["1-1", 0]),
        "an attempt of 1.5": with_body(made, ["1-1", 1.5]),
        "an attempt that is true": with_body(made, ["1-1", True]),
        "a callback": with_body(made, ["1-1", 1], link=[{"task": "celery.map"}], callbacks=[{"task": "celery.map"}]),
        "a chain": with_body(
            made, ["1-1", 1], chain=[{"task": "celery.map", "args": ["1-1", 1], "kwargs": {}, "immutable": True}]
        ),
    }


def test_a_foreign_message_is_refused_with_a_sentence_and_the_worker_lives_on(
    worker: Worker, valkey: Valkey, ledger: Ledger, tmp_path: Path
) -> None:
    mark = tmp_path / "executed"
    bad = foreign(message(valkey, worker.stage), mark)
    with valkey.client() as client:
        for raw in bad.values():
            client.lpush(worker.stage, raw)
        entry = client.xadd("newsmill:incoming", {"article": json.dumps({"body": {"value": "A council voted. " * 20}})})
        ledger.dispatch("dispatcher@test/1", 10, 10, 10)
        assert isinstance(entry, bytes)
        good = message(valkey, worker.stage, entry.decode())
        client.lpush(worker.stage, json.dumps(good))
        wait_for(lambda: taken(ledger, worker.stage), worker)
        assert client.llen(worker.stage) == 0
        assert [key for key in client.scan_iter() if b"unacked" in key] == []
    refused = re.findall(r"message refused.*", worker.log)
    assert len(refused) == len(bad), worker.log
    assert CANARY not in worker.log
    assert "Traceback" not in worker.log
    assert not mark.exists()
    nobody_commands(worker, valkey)


def nobody_commands(worker: Worker, valkey: Valkey) -> None:
    """Celery's remote control is off: no worker listens, and a shutdown by broadcast comes to nothing."""
    app = create_app(valkey.url, Settings())
    assert app.control.inspect(timeout=0.5).ping() is None
    app.control.broadcast("shutdown")
    with valkey.client() as client:
        assert client.pubsub_channels("*") == []
    assert worker.process.poll() is None


def taken(ledger: Ledger, stage: str) -> bool:
    """Whether the entry went through the stage of this worker."""
    return [hold.holder for hold in ledger.holds()] == ["queue:entities"]
