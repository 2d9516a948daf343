"""Kombu's Redis transport, extended: it checks messages, and works while Redis is full."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import redis
import structlog
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis
from redis.exceptions import ConnectionError, ReadOnlyError  # noqa: A004  # what Kombu takes for a lost connection

from workers.queue.messages import refusal
from workers.queue.room import PassingRedis

log = structlog.get_logger(__name__)

NAME = "newsmill"  # under which Kombu finds this transport

TRANSPORT_ALIASES[NAME] = "workers.queue.transport:Transport"


class JudgingRedis(PassingRedis):
    """A client whose BRPOP answers as if nothing had come when what came is no message of newsmill's."""

    def parse_response(self, connection: Any, command_name: Any, **options: Any) -> Any:
        try:
            answer = super().parse_response(connection, command_name, **options)  # type: ignore[no-untyped-call]
        except ReadOnlyError as error:  # a replica since a failover: only a new connection finds the primary
            raise ConnectionError(str(error)) from error
        if command_name != "BRPOP" or not answer:
            return answer
        key, raw = answer
        queue = key.decode().partition(Channel.sep)[0]  # without the priority that Kombu adds to a list's name
        if (reason := refusal(raw, queue)) is not None:
            log.error("message refused: it is none of newsmill's and was dropped", queue=queue, reason=reason)
            return None
        return answer


class Channel(kombu_redis.Channel):
    """Kombu's channel with the judging client."""

    def _get_client(self) -> type["redis.Redis"]:
        super()._get_client()  # type: ignore[no-untyped-call]  # refuses a redis-py that is too old
        return JudgingRedis


class Transport(kombu_redis.Transport):
    """Kombu's Redis transport with that channel."""

    Channel = Channel


def broker_address(address: str) -> str:
    """The address of a Redis in the form that Kombu reads, which is redis-py's except for sockets.

    The transport of a network address is named by the setting `broker_transport`, that of a socket by its address.
    """
    parts = urlsplit(address)
    if parts.scheme != "unix":
        return address
    database = dict(parse_qsl(parts.query)).get("db")
    return f"{NAME}+socket://{parts.netloc}{parts.path}" + (f"?virtual_host={database}" if database else "")
