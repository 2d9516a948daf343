"""The Celery tasks: one per stage, one line each. They carry (entry, attempt) and return nothing."""

from collections.abc import Callable

from celery import Celery

from workers.queue.entry import Ticket


def register_stage(app: Celery, stage: str, run: Callable[[Ticket], None]) -> None:
    """Register the task of a pure stage. What comes after it is sent by the ledger, with the step that ends it."""

    @app.task(name=f"newsmill.{stage}", shared=False)  # type: ignore[untyped-decorator]  # Celery publishes no types
    def task(entry: str, attempt: int) -> None:
        run(Ticket(entry, attempt, stage))
