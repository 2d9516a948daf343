"""What the tests of the ledger ask of it again and again."""

from collections.abc import Sequence

import redis

from workers.queue import keys
from workers.queue.entry import Ticket
from workers.queue.ledger import Ledger

WORKER = "cleanup@h#1/7"


def accept(client: "redis.Redis", *values: str) -> list[str]:
    return [client.xadd(keys.INCOMING, {"article": value}).decode() for value in values]


def dispatch(ledger: Ledger, in_flight: int = 64, at_most: int = 16) -> list[Ticket]:
    return ledger.dispatch("dispatcher@h#1/5", in_flight, 8, at_most).tickets


def begin(ledger: Ledger, ticket: Ticket, fields: Sequence[str] = (), worker: str = WORKER, max_starts: int = 3) -> str:
    return ledger.begin(ticket, worker, max_starts, body=True, fields=fields).verdict


def begin_and_die(ledger: Ledger, ticket: Ticket, pid: int) -> tuple[str, Ticket]:
    """Begin it in a process of its own; the verdict, and the ticket of the restart."""
    verdict = begin(ledger, ticket, worker=f"cleanup@h#1/{pid}")
    [hold] = ledger.holds()
    again = ledger.restart(hold, b"{}")
    assert again is not None
    return verdict, again
