"""The dispatcher's sweeps on a real server, on a clock of our own."""

from types import SimpleNamespace

import orjson
import pytest
import redis

from config.queue import QueueSettings
from tests.integration.queue.asking import WORKER, begin
from workers.queue import dispatcher
from workers.queue.dispatcher import Dispatcher
from workers.queue.entry import Ticket
from workers.queue.ledger import Ledger


def test_nobody_is_taken_for_dead_after_a_time_in_which_nobody_looked(
    client: "redis.Redis", ledger: Ledger, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(dispatcher, "time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr(dispatcher, "BLOCK_MS", 1)
    worker, _, pid = WORKER.rpartition("/")
    about = {"stages": ["cleanup"], "host": "h", "pids": [int(pid)], "number": 1}
    ledger.beat(worker, orjson.dumps(about))
    begin(ledger, ticket)
    sweeping = Dispatcher(ledger, QueueSettings())
    sweeping._round()
    now += 60  # the machine stood still, or Redis was away: its worker could not beat
    sweeping._round()
    assert [hold.holder for hold in ledger.holds()] == [WORKER]
    for _ in range(12):
        now += 1
        sweeping._round()
    assert [hold.holder for hold in ledger.holds()] == ["queue:cleanup"]
    assert client.llen("cleanup") == 1
