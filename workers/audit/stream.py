"""What is wrong in Redis itself: entries that vanished, are stranded, or left work behind."""

from collections.abc import Iterator
from typing import Any, cast

import redis

from newsmill.article import STAGES, claimed_id
from workers.account import Account, Window
from workers.audit.fault import Fault
from workers.entry_id import accepted_at, position
from workers.queue import keys
from workers.queue.messages import entries_of
from workers.queue.survey import Gap, Survey, Surveyor


def vanished(account: Account, surveyor: Surveyor, window: Window) -> Iterator[Fault]:
    """Entries that left the stream without an end, as far as can be told: how many, and when they were accepted."""
    noted = 0
    for gap in surveyor.gaps():
        if not gap.acknowledged and window.touches(gap.start, gap.end):
            noted += gap.entries
            yield _vanished(gap)
    if (more := account.vanished - account.acknowledged_vanished - noted) > 0:
        message = (
            f"{more:,} entries were removed from the stream by another program; a running dispatcher "
            "records within a second between which ids"
        )
        yield Fault("vanished", None, None, message, more)


def _vanished(gap: Gap) -> Fault:
    first, last = (f"{accepted_at(entry):%Y-%m-%d %H:%M:%S}" for entry in (gap.start, gap.end))
    message = (
        f"{gap.entries:,} entries were removed from the stream by another program (XDEL, XTRIM or DEL) before they "
        f"were finished; their ids lie between {gap.start} and {gap.end}, so they were accepted between {first} and "
        f"{last} UTC: have their producer send the articles of that time again"
    )
    return Fault("vanished", None, None, message, gap.entries)


def stranded(client: "redis.Redis", survey: Survey, surveyor: Surveyor, window: Window) -> Iterator[Fault]:
    """Entries that were delivered and are not pending, but still in the stream: another program acknowledged them."""
    for entry, pending in surveyor.ids(window.start, window.end):
        if position(entry) > position(survey.delivered):
            return
        if not pending:
            found = cast("list[Any]", client.xrange(keys.INCOMING, entry, entry))
            body = found[0][1].get(b"article") if found else None
            message = (
                "is in the stream, but another program acknowledged it (XACK), so no worker will take it: "
                "send it again, then XDEL this entry"
            )
            yield Fault("stranded", entry, claimed_id(body), message)


def orphans(client: "redis.Redis", surveyor: Surveyor, window: Window) -> Iterator[Fault]:
    """Work of entries that are neither in the stream nor pending."""
    for key in client.scan_iter(match=f"{keys.WORK}*", count=1000):
        entry = key.decode().removeprefix(keys.WORK)
        if not window.holds(entry) or any(surveyor.ids(entry, entry)) or _is_pending(client, entry):
            continue
        if client.exists(key):  # the gate deletes work and entry in one step
            message = "is gone from the stream, but the output of its stages is left; it is removed within an hour"
            yield Fault("orphan", entry, None, message)


def idle_messages(client: "redis.Redis") -> int:
    """How many messages are for entries that are finished. Harmless: a worker drops them."""
    queues = (cast("list[bytes]", client.lrange(queue, 0, 9999)) for queue in (*STAGES, keys.SETTLING))
    named = (entry for queue in queues for message in queue for entry in entries_of([message]))
    return sum(not _is_pending(client, entry) for entry in named)


def _is_pending(client: "redis.Redis", entry: str) -> bool:
    try:
        return bool(client.xpending_range(keys.INCOMING, keys.GROUP, entry, entry, 1))
    except redis.ResponseError:  # no stream or no group: nothing is pending
        return False
