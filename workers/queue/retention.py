"""Retention: once an hour a settle worker removes what is older than the settings allow, from store and Redis."""

import threading
from datetime import UTC, datetime, timedelta

import redis
import structlog

from config.settings import Settings
from newsmill.errors import Transient
from workers.queue.ledger import Ledger
from workers.queue.leftovers import remove_orphans
from workers.store import Ages, Store

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3600.0
LEAST_PAUSE = 0.02  # seconds between two small transactions, or as long as the last one took


def ages(settings: Settings, now: datetime) -> Ages:
    """The times before which the settings let things go."""

    def before(days: int | None) -> datetime | None:
        return None if days is None else now - timedelta(days=days)

    store = settings.store
    return Ages(
        results=before(store.results_days),
        raw_articles=before(store.raw_days),
        dead_letters=before(store.dead_letter_days),
        outcomes=before(store.outcome_days),
    )


def purge(store: Store, ledger: Ledger, settings: Settings, now: datetime, stopping: threading.Event) -> None:
    """Remove what is too old now. A store or a Redis that is away is left for the next time."""
    try:
        gone = store.purge(ages(settings, now), lambda seconds: stopping.wait(max(seconds, LEAST_PAUSE)))
        events = 0
        if settings.queue.events_days is not None:
            events = ledger.expire_events(now - timedelta(days=settings.queue.events_days))
        orphans = remove_orphans(ledger.client)
    except (Transient, redis.RedisError) as error:
        log.warning("retention waits", reason=str(error))
    else:
        log.info("retention", events=events, orphans=orphans, **vars(gone))


def start(store: Store, ledger: Ledger, settings: Settings, stopping: threading.Event) -> threading.Thread:
    """Purge now and once an hour until stopped. Several settle workers doing so are harmless."""

    def run() -> None:
        while True:
            try:
                purge(store, ledger, settings, datetime.now(UTC), stopping)
            except Exception as error:  # a fault of ours here must not keep everything for ever
                log.error("retention failed", error=type(error).__name__)  # noqa: TRY400  # its text may quote an article
            if stopping.wait(EVERY_SECONDS):
                return

    thread = threading.Thread(target=run, name="retention", daemon=True)
    thread.start()
    return thread
