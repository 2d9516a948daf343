"""A Redis client that survives short outages: it reconnects with growing pauses."""

from typing import Any

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    BusyLoadingError,
    ConnectionError,  # noqa: A004  # redis's own, not Python's
    ReadOnlyError,
    TimeoutError,  # noqa: A004
)
from redis.retry import Retry

# What a Redis that is away, restarting, loading its data, or a replica since a failover raises. After each of them the
# connection is made anew, so that the address is asked again who is the primary.
AWAY = (ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError)

_OPTIONS: dict[str, Any] = {
    "protocol": 2,  # one form of answers, whatever a later redis-py makes its default
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "health_check_interval": 30,
    "retry_on_error": list(AWAY),
}


def connect(address: str, *, retries: int = 8) -> "redis.Redis":
    """A client for the address. With 8 retries a command is given up after about 10 s of an unreachable Redis.

    Raises nothing until the first command; then one of AWAY.
    """
    return redis.Redis.from_url(
        address, retry=Retry(ExponentialWithJitterBackoff(cap=2, base=0.05), retries), **_OPTIONS
    )


def connect_async(address: str, *, retries: int = 8) -> "redis.asyncio.Redis":
    """The same for asyncio."""
    return redis.asyncio.Redis.from_url(
        address, retry=AsyncRetry(ExponentialWithJitterBackoff(cap=2, base=0.05), retries), **_OPTIONS
    )
