"""Removal from Redis of what nothing else removes: events of a forgotten article, work of vanished entries."""

from typing import Any, cast

import orjson
import redis

from workers.queue import keys
from workers.queue.ledger import script_text

PAGE = 1000


def remove_events(client: "redis.Redis", article_id: str) -> int:
    """Remove the events that name this article. Returns how many."""
    removed, start = 0, "-"
    while page := cast("list[Any]", client.xrange(keys.EVENTS, start, count=PAGE)):
        named = [event for event, fields in page if orjson.loads(fields[b"event"]).get("subject") == article_id]
        if named:
            removed += client.xdel(keys.EVENTS, *named)
        start = "(" + page[-1][0].decode()
    return removed


def remove_orphans(client: "redis.Redis") -> int:
    """Remove the work of entries that are nowhere. Returns how many there were."""
    script = client.register_script(script_text("orphan"))
    removed = 0
    for key in client.scan_iter(match=f"{keys.WORK}*", count=PAGE):
        entry = key.decode().removeprefix(keys.WORK)
        removed += cast("int", script([keys.INCOMING, key], [keys.GROUP, entry]))
    return removed
