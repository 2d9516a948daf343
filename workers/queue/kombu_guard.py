"""One narrow guard around a fault of kombu 5.7.0 that ends a worker when Redis restarts.

While a connection is torn down, kombu's transport sets its client to None; a channel that asks for its parameters at
that moment raises AttributeError ('NoneType' object has no attribute 'hostname'), which nothing above catches, and the
worker ends: 5 times in 15 kills of Redis, measured. Raised as a connection error it is handled like every other lost
connection: none in 8. tests/unit/queue/test_kombu_guard.py fails on the day kombu handles it, and this file can go.
"""

from typing import Any

from kombu.transport.redis import Channel
from redis.exceptions import ConnectionError  # noqa: A004  # what kombu's Redis transport treats as a lost connection


def install() -> None:
    """Make Channel._connparams raise ConnectionError while its transport has no client. Calling twice is harmless."""
    if getattr(Channel._connparams, "guarded", False):
        return
    unguarded = Channel._connparams

    def guarded_connparams(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.connection.client is None:
            raise ConnectionError("the connection to Redis is being torn down")
        return unguarded(self, *args, **kwargs)  # type: ignore[no-untyped-call]

    guarded_connparams.guarded = True  # type: ignore[attr-defined]
    Channel._connparams = guarded_connparams  # type: ignore[method-assign]
