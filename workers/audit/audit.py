"""One audit: the sum of a period of time, every article that is not accounted for, and notes worth reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import redis

from workers.account import Account, Window, read_account
from workers.audit import events, replays, stream
from workers.audit.fault import Fault
from workers.queue.survey import Surveyor

if TYPE_CHECKING:
    from workers.store import Store


ACKNOWLEDGEMENTS = 5  # the newest that are shown


@dataclass(frozen=True)
class Audit:
    """What was found. Nothing is lost or doubled when there are no faults."""

    account: Account
    faults: list[Fault]
    notes: list[str]


def audit(client: "redis.Redis", store: "Store", window: Window | None = None) -> Audit:
    """Compare stream, events, work and store. May run while articles flow; what is on its way is no fault."""
    window = window or Window()
    surveyor = Surveyor(client)
    account = read_account(surveyor, store, window)
    whole = account if window.open else read_account(surveyor, store)
    return Audit(
        account,
        list(_faults(client, store, surveyor, window, account, whole)),
        list(_notes(client, store, surveyor, whole)),
    )


def _faults(
    client: "redis.Redis", store: "Store", surveyor: Surveyor, window: Window, account: Account, whole: Account
) -> Iterator[Fault]:
    yield from stream.vanished(account, surveyor, window)
    yield from stream.stranded(client, surveyor.survey(), surveyor, window)
    if whole.ledger is not None:
        known = bool(whole.unrecorded) and whole.unrecorded == whole.acknowledged_unrecorded
        named = 0
        for fault in events.disagreements(client, store, surveyor, whole.ledger, window, whole.only_in_store):
            if fault.kind != "unrecorded" or not known:
                named += fault.kind == "unrecorded"
                yield fault
        if (more := account.unrecorded - account.acknowledged_unrecorded - named) > 0:
            message = (
                f"{more:,} more entries passed the gate without an outcome in the store, and their events are no "
                "longer kept: the store was restored from a copy that is older than Redis"
            )
            yield Fault("unrecorded", None, None, message, more)
    for found in store.contradictions(window.since, window.until):
        yield Fault("contradiction", found.entry or None, found.article_id, found.message)
    yield from stream.orphans(client, surveyor, window)
    yield from replays.astray(client, store, surveyor, window)


def _notes(client: "redis.Redis", store: "Store", surveyor: Surveyor, whole: Account) -> Iterator[str]:
    if whole.acknowledged_vanished or whole.acknowledged_unrecorded:
        for known in surveyor.acknowledgements(ACKNOWLEDGEMENTS):
            yield (
                f"{known.vanished:,} vanished and {known.unrecorded:,} unrecorded entries in all were acknowledged at "
                f"{known.at:%Y-%m-%d %H:%M:%S} UTC by {known.by}: {known.why}"
            )
    if whole.only_in_store:
        yield (
            f"{whole.only_in_store:,} entries are settled in the store and unknown to Redis, which was restored from "
            "an older copy; they are finished and need no action"
        )
    if whole.expired:
        yield f"{whole.expired:,} outcomes were removed by retention; they are still counted, by day"
    if idle := stream.idle_messages(client):
        yield f"{idle:,} messages in the queues are for finished entries; workers drop them"
    for earlier in store.earlier_ledgers(whole.ledger):
        yield (
            f"{earlier.settled:,} entries, accepted from {earlier.first:%Y-%m-%d %H:%M} UTC on, belong to the ledger "
            f"{earlier.ledger[:8]}, whose last entry was settled at {earlier.last:%Y-%m-%d %H:%M:%S} UTC; since then "
            "Redis lost its data or was replaced. Its unfinished articles are not known here: "
            "send the articles of that time again"
        )
