"""A real Valkey and a migrated SQLite store, and entries driven through both without workers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from tests.integration.store.building import article, failed, stored
from workers.account import Account, Window, read_account
from workers.audit import Audit, audit
from workers.entry_id import accepted_at
from workers.queue import keys
from workers.queue.events import event
from workers.queue.ledger import Ledger
from workers.queue.survey import Surveyor
from workers.settlement import Settled, Settlement
from workers.store import Store, migrate


class Flow:
    """Accepts, dispatches, settles and finishes entries as the service does, one step at a time."""

    def __init__(self, client: "redis.Redis", ledger: Ledger, store: Store, url: str) -> None:
        self.client, self.ledger, self.store, self.url = client, ledger, store, url

    def accept(self, count: int) -> list[str]:
        return [self.client.xadd(keys.INCOMING, {"article": b"{}"}).decode() for _ in range(count)]

    def dispatch(self, most: int = 1000) -> list[str]:
        return [ticket.entry for ticket in self.ledger.dispatch("dispatcher@h#1/5", most, 8, most).tickets]

    def settle(self, entries: Sequence[str], *, dead: bool = False) -> list[Settled]:
        return self.store.settle([self._settlement(entry, dead=dead) for entry in entries])

    def finish(self, settled: Sequence[Settled]) -> None:
        events = [(one.entry, event(self.ledger.ledger_id() or "", one)) for one in settled]
        self.ledger.finish(events, 100_000)

    def run(self, count: int, *, dead: bool = False) -> list[str]:
        """Take so many entries from acceptance to the end."""
        self.accept(count)
        entries = self.dispatch()
        self.finish(self.settle(entries, dead=dead))
        return entries

    def account(self, window: Window | None = None) -> Account:
        return read_account(Surveyor(self.client), self.store, window)

    def audit(self, window: Window | None = None) -> Audit:
        self.ledger.watch()
        return audit(self.client, self.store, window)

    def _settlement(self, entry: str, *, dead: bool) -> Settlement:
        made = failed(0, b'{"id": "%s"}' % entry.encode()) if dead else stored(article(entry, f"urn:{entry}"), 0)
        return replace(made, ledger=self.ledger.ledger_id() or "", entry=entry, accepted_at=accepted_at(entry))


@pytest.fixture
def flow(client: "redis.Redis", ledger: Ledger, tmp_path: Path) -> Iterator[Flow]:
    url = f"sqlite:///{tmp_path}/store.db"
    migrate(url)
    with Store.open(url) as store:
        yield Flow(client, ledger, store, url)
