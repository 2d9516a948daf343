"""A settling process killed at any statement leaves nothing half done, and what it had committed stays."""

import os
import signal
from typing import Any

from sqlalchemy import event

from newsmill.article import Entity, Topic
from tests.integration.store.building import LEDGER, article, failed, stored
from tests.integration.store.forking import in_children
from workers.store import Counts, Store

ENTITY = Entity(id="e1", label="ORG", name="Port", count=1, salience=0.1)
TOPIC = Topic(id="t", name="t", path=("t",), score=0.5)
BATCH = [
    stored(article("two"), 2, entities=(ENTITY,), topics=(TOPIC,)),
    stored(article("other", "other"), 3, entities=(ENTITY,), topics=(TOPIC,)),
    failed(4),
]


def _settle_and_die_at(url: str, statement: int) -> int:
    """Settle the batch, killed before its n-th statement; gives the number of statements when it lives."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(url) as store:
        event.listen(store._database.engine, "before_cursor_execute", count)
        store.settle(BATCH)
    return seen


def test_killed_at_every_statement(store: Store, url: str) -> None:
    store.settle([stored(article("one"), 1, entities=(ENTITY,), topics=(TOPIC,))])
    statement = 1
    while in_children([lambda at=statement: _settle_and_die_at(url, at)]) == [None]:  # type: ignore[misc]
        assert store.counts(LEDGER) == Counts(stored=1, dead=0, duplicate=0)
        assert [hit.version for hit in store.search(entity="port", topic="t", text="one")] == [1]
        assert (len(store.versions("harbour")), store.get("other"), store.dead_letters()) == (1, None, [])
        statement += 1

    assert statement > 10, "the batch was meant to write to every table"
    assert store.counts(LEDGER) == Counts(stored=3, dead=1, duplicate=0)
    assert len(store.search(entity="port", topic="t")) == 2
