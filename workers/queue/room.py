"""A client whose small writes pass on a Redis that is full, so that the messages which empty it can be written.

A full Redis (maxmemory, noeviction) refuses every command that may take memory. Kombu needs such commands to start a
worker (the bindings of its queues) and to give a message back: refused there, the worker ends or the message is lost,
so nothing would free memory. A script that says `allow-oom` is not refused. What Kombu writes is small and bounded by
the articles in flight; articles themselves are accepted by commands that a full Redis does refuse.
"""

from typing import Any

import redis
from redis.client import Pipeline

# What Kombu's Redis transport writes with. Each names its one key first.
WRITES = frozenset({"LPUSH", "SADD"})

_SCRIPT = "#!lua flags=allow-oom\nreturn redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))"


def passing(command: tuple[Any, ...]) -> tuple[Any, ...]:
    """The command in the form that a full Redis takes."""
    if command[0] not in WRITES:
        return command
    name, key, *values = command
    return ("EVAL", _SCRIPT, 1, key, name, *values)


class PassingPipeline(Pipeline):
    """A pipeline or transaction of such commands."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        return super().execute_command(*passing(args), **options)  # type: ignore[no-untyped-call]


class PassingRedis(redis.Redis):
    """Such a client."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        return super().execute_command(*passing(args), **options)  # type: ignore[no-untyped-call]

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Pipeline:
        return PassingPipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)
