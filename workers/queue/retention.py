"""Retention: once an hour a settle worker removes raw articles that are older than the setting says."""

import threading
from datetime import UTC, datetime, timedelta

import structlog

from workers.errors import Transient
from workers.store import Store

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3600.0


def purge(store: Store, raw_days: int | None, now: datetime) -> None:
    """Remove what is too old now. A store that is away is left for the next time."""
    if raw_days is None:
        return
    try:
        gone = store.purge(raw_before=now - timedelta(days=raw_days))
    except Transient as error:
        log.warning("retention waits for the store", reason=str(error))
    else:
        log.info("retention", raw_articles=gone.raw_articles)


def start(store: Store, raw_days: int | None, stopping: threading.Event) -> threading.Thread:
    """Purge now and once an hour until stopped. Several settle workers doing so are harmless."""

    def run() -> None:
        while True:
            purge(store, raw_days, datetime.now(UTC))
            if stopping.wait(EVERY_SECONDS):
                return

    thread = threading.Thread(target=run, name="retention", daemon=True)
    thread.start()
    return thread
