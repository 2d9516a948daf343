"""`newsmill status` and `newsmill audit` as a person or a monitor calls them."""

import json
import re
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


def test_the_status_tells_where_all_unfinished_articles_are(flow: Flow, command: Newsmill) -> None:
    flow.accept(5)
    [status] = command.json("status", "--json")
    assert status["in_stages"] == {"waiting to be started": 5}, "no dispatcher has run"
    flow.dispatch(2)
    [status] = command.json("status", "--json")
    assert sum(status["in_stages"].values()) == status["unfinished"] == 5
    assert status["in_stages"]["waiting to be started"] == 3


def test_the_status_is_told_to_prometheus(flow: Flow, command: Newsmill) -> None:
    flow.run(2)
    flow.run(1, dead=True)
    [waiting] = flow.accept(1)
    flow.client.xdel(keys.INCOMING, *flow.accept(1))
    flow.ledger.watch()
    done = command.run("status", "--prometheus")
    assert done.returncode == 1, "one vanished"
    lines = done.stdout.splitlines()
    samples = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert samples["newsmill_accepted_total"] == "5"
    assert samples['newsmill_settled_total{outcome="stored"}'] == "2"
    assert samples['newsmill_settled_total{outcome="dead"}'] == "1"
    assert samples["newsmill_unfinished"] == samples['newsmill_in_stages{where="waiting to be started"}'] == "1"
    assert float(samples["newsmill_oldest_unfinished_timestamp_seconds"]) == int(waiting.split("-")[0]) / 1000
    assert samples['newsmill_workers{stage="entities"}'] == samples["newsmill_balanced"] == "0"
    assert samples['newsmill_missing{kind="vanished"}'] == "1"
    families = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(set(families)) == len(families) == sum(line.startswith("# HELP") for line in lines)
    assert command.run("status", "--prometheus", "--json").returncode == 2


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
    assert "`newsmill audit` lists them" in status.stderr
    assert command.run("status", "--until", "2021-01-01").returncode == 0, "the window leaves it out"


def test_what_is_missing_and_was_dealt_with_is_acknowledged_with_a_trace(flow: Flow, command: Newsmill) -> None:
    flow.ledger.watch()
    flow.client.xdel(keys.INCOMING, *flow.accept(2))
    refused = command.run("audit", "--acknowledge", " ")
    assert (refused.returncode, "give a reason" in refused.stderr) == (2, True)
    refused = command.run("audit", "--since", "2026-01-01", "--acknowledge", "why")
    assert (refused.returncode, "leave out --since and --until" in refused.stderr) == (2, True)
    assert flow.account().balanced is False

    done = command.run("audit", "--acknowledge", "sent again by the importer")

    assert (done.returncode, "acknowledged: 2 vanished, 0 unrecorded" in done.stderr) == (0, True), done.stderr
    assert "2  + vanished: removed from the stream by another program, 2 of them acknowledged" in done.stdout
    assert re.search(r"2 vanished and 0 unrecorded .* UTC by \S+@\S+: sent again by the importer", done.stdout)
    status = command.run("status", "--json")
    assert (status.returncode, json.loads(status.stdout)["vanished"]) == (0, 2), "counted as before"
    assert "there is nothing new to acknowledge" in command.run("audit", "--acknowledge", "again").stderr


def test_a_window_that_cannot_be_is_refused(command: Newsmill) -> None:
    done = command.run("audit", "--since", "2026-11-02", "--until", "2026-11-01")
    assert (done.returncode, "since must be before until" in done.stderr) == (2, True)
