"""What a message on a stage's queue may be: newsmill's own task with an entry and an attempt, and nothing else.

Celery parses what it is given and writes what it cannot parse, body and all, into the log; on some of it the whole
worker ends. So a message is judged before Celery sees it (workers/queue/transport.py).
"""

import base64
import binascii
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workers.article import STAGES
from workers.queue.keys import SETTLE

MAX_BYTES = 32 * 1024  # a message of a whole chain has 2 KB

Entry = Annotated[str, Field(pattern=r"^[0-9]{1,20}-[0-9]{1,20}$")]  # a stream id: two 64-bit numbers
Attempt = Annotated[int, Field(ge=1, lt=2**31)]
TaskName = Annotated[str, Field(pattern=rf"^newsmill\.({'|'.join((*STAGES, SETTLE))})$")]
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


class _Step(_Part):  # type: ignore[no-redef]  # of the constructor that mypy imagines for the key kwargs
    """A later task of the chain."""

    task: TaskName
    args: tuple[Entry, Attempt]
    keywords: _NoKeywords = Field(alias="kwargs")
    subtask_type: None = None
    immutable: Literal[True]


class _Embedded(_Part):
    callbacks: None = None
    errbacks: None = None
    chord: None = None
    chain: list[_Step] | None = None


class _Body(BaseModel):
    model_config = ConfigDict(strict=True)

    task: tuple[tuple[Entry, Attempt], _NoKeywords, _Embedded]


def refusal(raw: bytes, stage: str) -> str | None:
    """Why a message in the queue of this stage must not reach Celery; None when it may. Nothing of it is quoted."""
    if len(raw) > MAX_BYTES:
        return f"it has {len(raw):,} bytes, the limit is {MAX_BYTES:,}"
    try:
        message = _Message.model_validate_json(raw)
        body = base64.b64decode(message.body, validate=True)
        (entry, attempt), _, embedded = _Body.model_validate_json(b'{"task":%b}' % body).task
    except ValidationError as error:
        return _explain(error)
    except (binascii.Error, ValueError):
        return "body: is not base64"
    if message.headers.task != f"newsmill.{stage}":
        return "headers.task: is the task of another stage"
    if any(step.args != (entry, attempt) for step in embedded.chain or ()):
        return "body.chain: carries another entry or attempt than the task itself"
    return None


def _explain(error: ValidationError) -> str:
    first, *more = error.errors(include_input=False, include_context=False, include_url=False)
    where = ".".join(str(part) for part in first["loc"])
    others = f" (and {len(more)} more)" if more else ""
    return (f"{where}: " if where else "") + first["msg"][0].lower() + first["msg"][1:] + others
