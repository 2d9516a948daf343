"""The messages that newsmill writes itself are those that Celery would write and read, on a real server."""

import base64
import json
from typing import Any

import redis

from config.settings import Settings
from tests.valkey import Valkey
from workers.queue.app import create_app
from workers.queue.entry import Ticket
from workers.queue.messages import refusal

TICKET = Ticket("1763974800000-0", 2, "entities")
OF_THE_SENDER = {"id", "root_id", "origin", "delivery_tag", "correlation_id", "reply_to"}
NOTHING: tuple[object, ...] = (None, [], {}, 0)  # what Celery reads where a header is missing


def celerys(valkey: Valkey) -> dict[str, Any]:
    """The same message, sent by Celery."""
    app = create_app(valkey.url, Settings())
    app.send_task("newsmill.entities", args=(TICKET.entry, TICKET.attempt), queue="entities", ignore_result=True)
    with valkey.client() as client:
        return dict(json.loads(client.rpop("entities")))


def test_our_message_is_the_one_that_celery_writes(valkey: Valkey) -> None:
    ours, theirs = json.loads(TICKET.message), celerys(valkey)
    assert json.loads(base64.b64decode(ours.pop("body"))) == json.loads(base64.b64decode(theirs.pop("body")))
    for part in ("headers", "properties"):
        own, other = ours.pop(part), theirs.pop(part)
        assert {k: v for k, v in own.items() if k not in OF_THE_SENDER} == {
            k: v for k, v in other.items() if k in own and k not in OF_THE_SENDER
        }
        assert {k: v for k, v in other.items() if k not in own and v not in NOTHING} == {}
    assert ours == theirs


def test_our_message_may_pass_and_goes_into_the_queue_that_celery_reads(client: "redis.Redis", valkey: Valkey) -> None:
    assert refusal(TICKET.message, "entities") is None
    app = create_app(valkey.url, Settings())
    client.lpush("entities", TICKET.message)
    with app.connection_for_read() as connection, connection.SimpleQueue("entities") as queue:
        message = queue.get(timeout=10)
        assert message.payload[0] == [TICKET.entry, TICKET.attempt]
        assert message.headers["task"] == "newsmill.entities"
        message.ack()
    assert client.llen("entities") == 0
