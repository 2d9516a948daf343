"""A worker that lost Redis looks for it every second. Celery's own pauses grow to 30 s, and no setting bounds them."""

from typing import Any

from celery.app.amqp import AMQP
from kombu.connection import Connection

PAUSE_SECONDS = 1.0


class PromptConnection(Connection):
    """A connection whose pauses between tries do not grow."""

    def ensure_connection(self, *args: Any, **options: Any) -> Connection:
        """See kombu.Connection.ensure_connection."""
        pauses = {"interval_start": PAUSE_SECONDS, "interval_step": 0, "interval_max": PAUSE_SECONDS}
        connected: Connection = super().ensure_connection(*args, **{**pauses, **options})  # type: ignore[no-untyped-call]
        return connected


class PromptAMQP(AMQP):  # type: ignore[misc]  # Celery publishes no types
    """What Celery makes its connections with."""

    Connection = PromptConnection
