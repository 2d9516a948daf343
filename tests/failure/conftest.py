"""Failure tests run real processes with every patience shortened by settings, never by other code."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.bench import IMPATIENT, NOBODY_DIES, SHORT_LIMITS, Bench
from tests.bench.stages import misbehaving
from tests.service import Newsmill

TEXT = "The mayor of Ostra, Marguerite Duval, said that the council would vote on the harbour budget. "


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Newsmill]:
    """A running, impatient `newsmill up`, with the real stages."""
    running = Newsmill(tmp_path / "data", IMPATIENT)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A running, impatient bench of single processes, with stand-in stages."""
    with Bench(tmp_path / "bench").running() as running:
        yield running


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Bench]:
    """The same with short time limits, for articles that outlast them."""
    with Bench(tmp_path / "bench", {**IMPATIENT, **SHORT_LIMITS, **NOBODY_DIES}).running() as running:
        yield running


@pytest.fixture
def steady(tmp_path: Path) -> Iterator[Bench]:
    """The same where a worker that stands still for a while is not taken for dead."""
    with Bench(tmp_path / "bench", {**IMPATIENT, **NOBODY_DIES}).running() as running:
        yield running


def article(identity: str, text: str = "") -> dict[str, object]:
    """One article; the text tells apart what shares an id."""
    return {"id": identity, "body": {"value": f"{TEXT} {text} {TEXT}"}}


def articles(count: int, name: str = "a") -> bytes:
    """That many different articles, as JSON lines."""
    lines = [json.dumps({"id": f"urn:{name}:{n}", "body": {"value": f"{TEXT * 20} Item {n}."}}) for n in range(count)]
    return "\n".join(lines).encode()


def offer(bench: Bench, count: int, name: str = "a") -> None:
    """Offer that many healthy articles, each different."""
    for n in range(count):
        bench.offer(article(f"urn:{name}:{n}", f"Item {n}."))


def assert_all_ended_once(service: Newsmill, accepted: int) -> None:
    """The ledger's sum, and one event an entry."""
    status = service.wait_until_finished()
    assert status.accepted == accepted
    assert status.balanced, status
    assert service.audit().faults == []
    with service.redis() as client:
        events = [json.loads(fields[b"event"])["id"] for _, fields in client.xrange("newsmill:events")]
        assert client.keys("newsmill:work:*") == []
    assert len(events) == len(set(events)) == accepted


def assert_poison_is_isolated(bench: Bench, how: str, stage: str, *, starts: int, reason: str) -> None:
    """One poisonous article among healthy ones becomes a dead letter that says why, and holds back nobody."""
    offer(bench, 10, "before")
    poison = bench.offer(article("urn:poison", misbehaving(how, stage)), healthy=False)
    offer(bench, 40, "after")
    books = bench.assert_all_ended_once()
    letter = books.letters[poison.entry]
    assert (letter.article, letter.stage, letter.starts) == ("urn:poison", stage, starts)
    assert reason in letter.message
    if starts > 1:
        order = books.order()
        assert order.index(poison.entry) > 20, "it was meant to hold back nobody"
