"""The Celery tasks: one a stage, each three lines. They carry (entry, attempt) and return nothing."""

from collections.abc import Callable

from celery import Celery
from celery.exceptions import Ignore

from workers.article import STAGES
from workers.queue.keys import SETTLE
from workers.queue.ledger import Ticket

# Runs one ticket. Returns the stage the entry goes to next, or None when its chain must stop.
Run = Callable[[Ticket], str | None]


def register_stage(app: Celery, stage: str, run: Run) -> None:
    """Register the task of a pure stage. On success Celery itself sends the next task of the chain."""

    @app.task(name=f"newsmill.{stage}", shared=False)  # type: ignore[untyped-decorator]  # Celery publishes no types
    def task(entry: str, attempt: int) -> None:
        following = run(Ticket(entry, attempt, stage))
        if following == SETTLE and stage != STAGES[-1]:  # it failed: straight to settle, past the rest of the chain
            app.signature(f"newsmill.{SETTLE}", args=(entry, attempt), immutable=True, queue=SETTLE).apply_async()
            following = None
        if following is None:
            raise Ignore


def register_settle(app: Celery, run: Run) -> None:
    """Register the task that ends every chain. It has no time limit: it may have to wait for the database."""

    @app.task(name=f"newsmill.{SETTLE}", shared=False, soft_time_limit=None, time_limit=None)  # type: ignore[untyped-decorator]
    def task(entry: str, attempt: int) -> None:
        run(Ticket(entry, attempt, SETTLE))
