"""The processes of a service: `up` on one machine, and the single processes that docker compose scales."""

import os
import signal
import socket
import time
from types import FrameType
from typing import Annotated

import typer

from newsmill.article import STAGES
from workers.cli.console import FAILED, err, redis_address, settings_for_command
from workers.cli.names import check_names
from workers.queue.keys import SETTLE


def limit_threads() -> None:
    """Keep numpy and BLAS to one thread, unless the environment says otherwise: call it before they are imported.

    Their threads would fight over the cores that the worker processes share.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


class Stopping:
    """True once SIGINT or SIGTERM came."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # the form the signal module asks for
        self.asked = True


def up() -> None:
    """Run the whole service on this machine until Ctrl-C: a private Valkey, the workers and a SQLite store."""
    from workers.local.service import LocalService

    settings = settings_for_command()
    stopping = Stopping()
    service = LocalService(settings)
    err.print(f"starting newsmill in {service.folder} …")
    with service.running():
        if service.wait_until_ready(lambda: stopping.asked):
            err.print("newsmill is up; Ctrl-C stops it", style="green")
            if settings.redis.address() is None:
                err.print(f"  queue  {service.redis_address}")
            if settings.store.address() is None:
                err.print(f"  store  {settings.store_address}", soft_wrap=True)
            err.print("  try    newsmill enqueue --wait examples/articles")
        while not stopping.asked:
            service.supervise()
            time.sleep(0.2)
        err.print("stopping: articles in progress are finished first …")
    err.print("stopped; unfinished articles continue at the next start")


def migrate() -> None:
    """Upgrade the database to the schema of this version. Safe at any time, also by several processes at once."""
    from workers.store import migrate as migrate_store

    migrate_store(settings_for_command().store_address)
    err.print("the database schema is up to date")


def dispatcher() -> None:
    """Run a dispatcher, which starts accepted articles and restarts stalled ones. You can run more than one."""
    from newsmill.client.connect import connect
    from workers.queue.dispatcher import Dispatcher
    from workers.queue.ledger import Ledger

    settings = settings_for_command()
    address = redis_address(settings)
    running = Dispatcher(Ledger(connect(address)), settings.queue, settings.stages_a_task)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: running.stop())
    running.run()


def worker(
    stages: Annotated[
        list[str], typer.Argument(help=f"{', '.join(STAGES)} (any of them together), or {SETTLE} alone.")
    ],
) -> None:
    """Run a worker for one stage or several."""
    check_names("stage", stages, (*STAGES, SETTLE))
    limit_threads()
    from workers.queue.worker import run_worker

    settings = settings_for_command()
    run_worker(stages, redis_address(settings), settings)


def healthcheck(
    role: Annotated[str, typer.Argument(help=f"dispatcher, {', '.join(STAGES)} or {SETTLE}.")],
) -> None:
    """Exit 0 if a process of this role on this host has sent a heartbeat within NEWSMILL_QUEUE_DEAD_SECONDS, else 1."""
    check_names("role", [role], ("dispatcher", *STAGES, SETTLE))
    from newsmill.client.connect import connect
    from workers.queue.heartbeat import living_beats
    from workers.queue.ledger import Ledger

    settings = settings_for_command()
    ledger = Ledger(connect(redis_address(settings), retries=1))
    for beat in living_beats(ledger, settings.queue.dead_seconds):
        serves = role in beat.stages if role != "dispatcher" else not beat.stages
        if serves and beat.host == socket.gethostname():
            return
    err.print(f"no recent heartbeat of a {role} on this host ({socket.gethostname()})")
    raise typer.Exit(FAILED)
