"""`newsmill status` and `newsmill audit` as a person or a monitor calls them."""

import json
from pathlib import Path

import pytest

from tests.integration.audit.conftest import Flow
from tests.service import Newsmill
from tests.valkey import Valkey
from workers.queue import keys


@pytest.fixture
def command(flow: Flow, valkey: Valkey, tmp_path: Path) -> Newsmill:
    """The commands on the queue and the store of the flow; nothing else runs."""
    return Newsmill(tmp_path / "data", {"NEWSMILL_REDIS_URL": valkey.url, "NEWSMILL_STORE_URL": flow.url})


def test_nothing_is_missing(flow: Flow, command: Newsmill) -> None:
    flow.run(3)
    flow.accept(1)
    done = command.run("audit")
    assert done.returncode == 0, done.stderr
    assert "4  accepted" in done.stdout
    assert "every accepted article is accounted for" in done.stdout
    [found] = command.json("audit", "--json")
    assert (found["account"]["accepted"], found["account"]["unfinished"], found["faults"]) == (4, 1, [])
    [status] = command.json("status", "--json", "--since", "2020-01-01", "--until", "2021-01-01")
    assert (status["accepted"], status["balanced"]) == (0, True)


def test_what_is_missing_is_counted_or_named(flow: Flow, command: Newsmill) -> None:
    flow.ledger.watch()
    flow.client.xdel(keys.INCOMING, *flow.accept(2))
    [stuck] = flow.accept(1)
    flow.dispatch()
    flow.client.xack(keys.INCOMING, keys.GROUP, stuck)
    flow.ledger.watch()
    done = command.run("audit")
    assert done.returncode == 1
    assert "vanished: 2 entries were removed from the stream by another program" in done.stdout
    assert f"stranded: entry {stuck} is in the stream, but another program acknowledged it" in done.stdout
    status = command.run("status", "--json")
    assert status.returncode == 1
    assert json.loads(status.stdout)["vanished"] == 2
    assert "`newsmill audit` says more" in status.stderr
    assert command.run("status", "--until", "2021-01-01").returncode == 0, "the window leaves it out"


def test_a_window_that_cannot_be_is_refused(command: Newsmill) -> None:
    done = command.run("audit", "--since", "2026-11-02", "--until", "2026-11-01")
    assert (done.returncode, "since must be before until" in done.stderr) == (2, True)
