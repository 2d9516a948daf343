"""Entries in a ledger."""

import pytest
import redis

from tests.integration.queue.asking import accept, dispatch
from workers.queue.entry import Ticket
from workers.queue.ledger import Ledger


@pytest.fixture
def ticket(client: "redis.Redis", ledger: Ledger) -> Ticket:
    """One dispatched entry."""
    accept(client, "one")
    [found] = dispatch(ledger)
    return found
