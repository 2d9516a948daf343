"""A worker process: a Celery worker on its stages' queues, with resources loaded before the fork and a heartbeat."""

import gc
import signal
import threading
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import redis
import structlog
from celery import Celery, signals
from celery.apps import worker as celery_worker
from celery.exceptions import CPendingDeprecationWarning, SecurityWarning
from celery.worker import state
from redis.exceptions import NoPermissionError

from config.settings import Settings
from newsmill.article import STAGES
from newsmill.client.connect import connect
from newsmill.errors import Misconfigured
from workers import parent_death
from workers.queue import retention
from workers.queue.app import create_app
from workers.queue.entry import Ticket
from workers.queue.fail_fast import FailFastWorker
from workers.queue.heartbeat import Heartbeat, consumer_name, new_process_name
from workers.queue.keys import HEARTBEATS, SETTLE
from workers.queue.ledger import Ledger
from workers.queue.messages import entries_named
from workers.queue.policy import Policy
from workers.queue.repeats import Repeats
from workers.queue.settling import Settler
from workers.queue.stage import Limits, run_stages
from workers.queue.tasks import register_stage
from workers.queue.writer import Writer
from workers.resources import load_resources

log = structlog.get_logger(__name__)


def run_worker(stages: Sequence[str], redis_address: str, settings: Settings) -> None:
    """Serve these stages until a signal ends the process. Stages share children; settle stands alone."""
    if SETTLE in stages and len(stages) > 1:
        raise Misconfigured(
            "the settle stage needs a worker of its own: it holds the database, "
            "while the others read hostile HTML in child processes"
        )
    _check_user(connect(redis_address, retries=0))
    process = new_process_name("+".join(stages))
    if list(stages) == [SETTLE]:
        # No retries below the loop, which must know of each answer that was lost.
        _serve_settle(process, Ledger(connect(redis_address, retries=0)), settings)
    else:
        # Celery warns a root user of pickle; here nothing but JSON is ever read.
        warnings.filterwarnings("ignore", category=SecurityWarning)
        # It speaks of a default of Celery 6 each time that Redis is away; what that means, the ledger decides.
        warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)
        app = create_app(redis_address, settings)
        repeats = connect(redis_address, retries=0)
        _serve_stages(app, process, Ledger(connect(redis_address)), stages, settings, repeats)


def _check_user(client: "redis.Redis") -> None:
    """Raise NoPermissionError for a user that is no worker's: Celery would take it for a lost connection, and try again
    some times a second without end. A Redis that is away is waited for, as at any other time."""
    try:
        client.hgetall(HEARTBEATS)
    except NoPermissionError:
        raise
    except redis.RedisError:
        pass
    finally:
        client.close()


def _serve_stages(
    app: Celery, process: str, ledger: Ledger, stages: Sequence[str], settings: Settings, without_retries: "redis.Redis"
) -> None:
    resources = load_resources(settings, stages)
    for warning in resources.topics.warnings if resources.topics else ():
        log.warning("topics", reason=warning)
    queue = settings.queue
    limits = Limits(queue.max_article_bytes, queue.soft_seconds, Policy.of(queue, settings.stages_a_task))
    if queue.repeat_bytes:
        limits = replace(limits, repeats=Repeats(without_retries, queue.repeat_bytes, queue.repeat_seconds))
    fused = frozenset(stages) if settings.fuse else frozenset()

    def run(ticket: Ticket) -> None:
        run_stages(ledger, ticket, consumer_name(process), resources, limits, fused)

    for stage in STAGES:
        if stage in stages:
            register_stage(app, stage, run)
    # What was loaded is shared with the children for as long as nobody writes to it; the collector would.
    gc.collect()
    gc.freeze()
    signals.worker_process_init.connect(_child_dies_with_its_worker, weak=False)
    stamps = {stage: resources.stamp(stage) for stage in stages}
    _serve(app, process, ledger, settings, stamps)


def _serve_settle(process: str, ledger: Ledger, settings: Settings) -> None:
    from workers.store import Store  # here, so that stage workers neither import nor need a database

    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with Store.open(settings.store_address) as store:
        retention.start(store, ledger, settings, stopping)
        writer = Writer(store, ledger, settings.queue.events_max, stopping)
        try:
            Settler(ledger, writer, process, settings.queue.heartbeat_seconds, stopping).run()
        finally:
            stopping.set()


def _serve(app: Celery, process: str, ledger: Ledger, settings: Settings, stamps: Mapping[str, str]) -> None:
    """Serve the stages of these stamps."""
    stages = list(stamps)
    heartbeats: list[Heartbeat] = []

    def ready(sender: Any, **_: object) -> None:
        def pids() -> list[int]:
            try:
                return list(sender.pool.info["processes"])
            except AttributeError:  # the worker is ending and has closed its pool
                return []

        seconds = settings.queue.heartbeat_seconds
        heartbeats.append(Heartbeat(ledger, process, stages, seconds, pids, _fetched, stamps))
        heartbeats[0].start()
        log.info("worker ready", process=process, stages=stages, concurrency=settings.worker.concurrency)

    signals.worker_ready.connect(ready, weak=False)
    if settings.log.format == "json":
        celery_worker.safe_say = _say_nothing  # what it says to the one who stops it would be a line that is no JSON
    worker = FailFastWorker(
        app=app,
        hostname=process,
        pool="prefork",
        concurrency=settings.worker.concurrency,
        queues=stages,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        loglevel=settings.log.level.upper(),
        quiet=True,
    )
    try:
        worker.start()
    finally:
        for heartbeat in heartbeats:
            heartbeat.stop()
    log.info("worker ended", process=process)
    raise SystemExit(worker.exitcode or 0)


def _say_nothing(*_: object) -> None:
    pass


def _fetched() -> list[str]:
    """The entries whose messages this worker holds. Celery's thread changes what is read here: it is copied at once."""
    return entries_named(tuple(state.requests))


def _child_dies_with_its_worker(**_: object) -> None:
    parent_death.die_with_parent()
