"""Failure tests run the real service with every patience shortened by settings, never by other code."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import Newsmill

IMPATIENT = {
    "NEWSMILL_QUEUE_HEARTBEAT_SECONDS": "0.5",
    "NEWSMILL_QUEUE_DEAD_SECONDS": "3",
    "NEWSMILL_QUEUE_LATE_SECONDS": "6",
    "NEWSMILL_QUEUE_SOFT_SECONDS": "3",
    "NEWSMILL_QUEUE_HARD_SECONDS": "4",
    "NEWSMILL_QUEUE_VISIBILITY_SECONDS": "8",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Newsmill]:
    """A running, impatient service."""
    running = Newsmill(tmp_path / "data", IMPATIENT)
    running.start()
    yield running
    running.stop()


def articles(count: int, name: str = "a") -> bytes:
    """That many different articles, as JSON lines."""
    text = "The mayor of Ostra, Marguerite Duval, said that the council would vote on the harbour budget. "
    lines = [json.dumps({"id": f"urn:{name}:{n}", "body": {"value": f"{text * 20} Item {n}."}}) for n in range(count)]
    return "\n".join(lines).encode()


def assert_all_ended_once(service: Newsmill, accepted: int) -> None:
    """The ledger's sum, and one event an entry."""
    status = service.wait_until_finished(120)
    assert status.accepted == accepted
    assert status.balanced, status
    assert service.audit().faults == []
    with service.redis() as client:
        events = [json.loads(fields[b"event"])["id"] for _, fields in client.xrange("newsmill:events")]  # type: ignore[union-attr]
        assert client.keys("newsmill:work:*") == []
    assert len(events) == len(set(events)) == accepted
