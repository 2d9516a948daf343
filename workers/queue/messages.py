"""What a message on a stage's queue is: newsmill's own task with an entry and an attempt, and nothing else.

Messages are written here and not by Celery, so that the ledger can send one in the same step that hands the entry on;
tests/unit/queue/test_messages.py holds them against those that Celery itself would write.

Celery parses what it is given and writes what it cannot parse, body and all, into the log; on some of it the whole
worker ends. So a message is judged before Celery sees it (workers/queue/transport.py).
"""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsmill.article import STAGES
from workers.queue.keys import SETTLE

MAX_BYTES = 32 * 1024  # ours have 1 KB

Entry = Annotated[str, Field(pattern=r"^[0-9]{1,20}-[0-9]{1,20}$")]  # a stream id: two 64-bit numbers
Attempt = Annotated[int, Field(ge=1, lt=2**31)]
TaskName = Annotated[str, Field(pattern=rf"^newsmill\.({'|'.join(STAGES)})$")]
Seconds = Annotated[float, Field(gt=0)]
Name = Annotated[str, Field(max_length=512)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True)


class _NoKeywords(_Part):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Headers(_Part):
    """What would make Celery wait with a task or unpack its body is refused: newsmill sends none of it."""

    task: TaskName
    id: Name
    root_id: Name | None = None
    parent_id: Name | None = None
    eta: None = None
    expires: None = None
    timelimit: tuple[Seconds | None, Seconds | None] | None = None
    compression: None = None
    group: None = None
    stamped_headers: None = None


class _Address(_Part):
    exchange: Literal[""]
    routing_key: Name


class _Properties(_Part):
    delivery_tag: Name
    delivery_info: _Address
    body_encoding: Literal["base64"]


class _Message(_Part):
    content_type: Literal["application/json"] = Field(alias="content-type")
    content_encoding: Literal["utf-8"] = Field(alias="content-encoding")
    headers: _Headers
    properties: _Properties
    body: str


class _Embedded(_Part):
    callbacks: None = None
    errbacks: None = None
    chord: None = None
    chain: None = None


class _Body(BaseModel):
    model_config = ConfigDict(strict=True)

    task: tuple[tuple[Entry, Attempt], _NoKeywords, _Embedded]


# The id in a message's headers, or the line of an entry that waits to be settled. Kombu writes one that is given back
# with other white space.
_ENTRY = re.compile(rb'^(?:.*?"id": ?"[a-z]+:)?([0-9]+-[0-9]+)[ :][0-9]+', re.DOTALL)


def message(stage: str, entry: str, attempt: int) -> bytes:
    """The message that starts a stage of an entry: version 2 of Celery's task protocol, as its Redis transport puts it
    into a list. An entry that waits to be settled is no task: its line in the list is the entry and the attempt."""
    if stage == SETTLE:
        return f"{entry} {attempt}".encode()
    name = _name(stage, entry, attempt)
    body = orjson.dumps([[entry, attempt], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}])
    return orjson.dumps(
        {
            "body": base64.b64encode(body).decode(),
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": {
                "lang": "py",
                "task": f"newsmill.{stage}",
                "id": name,
                "root_id": name,
                "parent_id": None,
                "group": None,
                "eta": None,
                "expires": None,
                "retries": 0,
                "timelimit": [None, None],
                "argsrepr": f"({entry!r}, {attempt})",
                "kwargsrepr": "{}",
                "origin": "newsmill",
                "ignore_result": True,
            },
            "properties": {
                "correlation_id": name,
                "reply_to": "",
                "delivery_mode": 2,
                "delivery_info": {"exchange": "", "routing_key": stage},
                "priority": 0,
                "body_encoding": "base64",
                "delivery_tag": name,
            },
        }
    )


def _name(stage: str, entry: str, attempt: int) -> str:
    return f"{stage}:{entry}:{attempt}"


def entries_named(names: Iterable[str]) -> list[str]:
    """The entries of the messages with these names; a name that somebody else made up stands for none."""
    return [entry for name in names for entry in name.split(":")[1:2]]


def entries_of(messages: Iterable[bytes]) -> set[str]:
    """The entries that these messages stand for. What is no message of newsmill's stands for none."""
    return {found[1].decode() for message in messages if (found := _ENTRY.search(message))}


def refusal(raw: bytes, stage: str) -> str | None:
    """Why a message in the queue of this stage must not reach Celery; None when it may. Nothing of it is quoted."""
    if len(raw) > MAX_BYTES:
        return f"it has {len(raw):,} bytes, the limit is {MAX_BYTES:,}"
    try:
        message = _Message.model_validate_json(raw)
        body = base64.b64decode(message.body, validate=True)
        _Body.model_validate_json(b'{"task":%b}' % body)
    except ValidationError as error:
        return _explain(error)
    except (binascii.Error, ValueError):
        return "body: is not base64"
    if message.headers.task != f"newsmill.{stage}":
        return "headers.task: is the task of another stage"
    return None


def _explain(error: ValidationError) -> str:
    first, *more = error.errors(include_input=False, include_context=False, include_url=False)
    place = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]  # such a key is not ours to quote
    where = ".".join(map(str, place))
    others = f" (and {len(more)} more)" if more else ""
    return (f"{where}: " if where else "") + first["msg"][0].lower() + first["msg"][1:] + others
