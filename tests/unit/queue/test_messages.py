"""Which messages may reach Celery, and what a refusal says."""

import base64
import json
import pickle
from typing import Any

import pytest
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads, prepare_accept_content

from config.settings import Settings
from workers.queue.app import create_app
from workers.queue.messages import refusal
from workers.queue.transport import broker_address


def packed(args: Any, **keywords: Any) -> str:
    embedded = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
    return base64.b64encode(json.dumps([args, keywords, embedded]).encode()).decode()


def message(args: Any, **changed: Any) -> bytes:
    made = {
        "body": packed(args),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": {"task": "newsmill.cleanup", "id": "b33d0a31"},
        "properties": {
            "delivery_tag": "0980fee6",
            "delivery_info": {"exchange": "", "routing_key": "cleanup"},
            "body_encoding": "base64",
        },
    }
    return json.dumps({**made, **changed}).encode()


def test_an_entry_and_an_attempt_may_pass() -> None:
    assert refusal(message(["1763974800000-0", 1]), "cleanup") is None


@pytest.mark.parametrize(
    ("raw", "stage", "reason"),
    [
        (message(["1-0", 1]), "topics", "headers.task: is the task of another stage"),
        (message(["secret", 1]), "cleanup", "task.0.0: string should match pattern"),
        (message(["1-0", 0]), "cleanup", "task.0.1: input should be greater than or equal to 1"),
        (message(["1-0"]), "cleanup", "task.0.1: field required"),
        (message(["1-0", 1], body="secret!"), "cleanup", "body: is not base64"),
        (message(["1-0", 1], body=packed(["1-0", 1], secret=1)), "cleanup", "task.1: extra inputs are not permitted"),
        (message(["1-0", 1], **{"content-type": "application/x-python-serialize"}), "cleanup", "content-type: input"),
        (b"secret", "cleanup", "invalid JSON"),
        (b'"' + b"s" * 40_000 + b'"', "cleanup", "it has 40,002 bytes, the limit is 32,768"),
    ],
)
def test_a_refusal_says_where_and_why_and_quotes_nothing(raw: bytes, stage: str, reason: str) -> None:
    said = refusal(raw, stage)
    assert said is not None
    assert said.startswith(reason)
    assert "secret" not in said


def test_every_setting_of_celery_says_json() -> None:
    conf = create_app("redis://localhost:1/0", Settings()).conf
    assert {conf.task_serializer, conf.result_serializer, conf.event_serializer} == {"json"}
    assert conf.accept_content == conf.result_accept_content == ["json"]
    assert conf.worker_enable_remote_control is False
    for content_type in ("application/x-python-serialize", "application/x-yaml", "application/x-msgpack"):
        with pytest.raises(ContentDisallowed):
            loads(pickle.dumps([]), content_type, "binary", accept=prepare_accept_content(conf.accept_content))


def test_a_socket_is_named_in_the_form_that_kombu_reads() -> None:
    assert broker_address("redis://u:p@host:6379/2") == "redis://u:p@host:6379/2"
    assert broker_address("unix://u:p@/run/redis.sock?db=2") == "newsmill+socket://u:p@/run/redis.sock?virtual_host=2"
    assert broker_address("unix:///run/redis.sock") == "newsmill+socket:///run/redis.sock"
