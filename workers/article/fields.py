"""The kinds of values that the contract's fields hold, what each refuses, and the model they stand in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

MAX_ID_CHARS = 512
MAX_LINE_CHARS = 4096  # headline, url, source: a line of text each
MAX_VERSION = 2**53 - 1  # the largest integer that every JSON reader keeps exact


def _storable(text: str) -> str:
    """PostgreSQL can hold neither NUL nor lone surrogates, and JSON readers disagree on them: refused, not mended."""
    if "\x00" in text:
        raise ValueError("contains a NUL character, which no text may hold; remove it before sending")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("contains a lone surrogate, which is not a character; decode the source text correctly")
    return text


def _one_line(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise ValueError("contains a control character or line break; it must be one line of text")
    return text


def _timestamp(value: object) -> object:
    # pydantic would read numbers as seconds or milliseconds by their size; a wrong date is worse than a refusal.
    if not isinstance(value, str | datetime):
        raise ValueError(  # noqa: TRY004  # pydantic turns ValueError alone into a field's error
            "must be a date and time with its offset, such as 2026-11-23T09:58:00Z"
        )
    return value


def _to_utc(value: datetime) -> datetime:
    if not 1000 <= value.year <= 9000:
        raise ValueError("must lie between the years 1000 and 9000")
    return value.astimezone(UTC)


def _storable_json(value: JsonValue) -> JsonValue:
    for text in _strings(value):
        _storable(text)
    return value


def _strings(value: object) -> Iterator[str]:
    """Every string anywhere in a JSON value, keys included; iterative, since input decides the depth."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


Text = Annotated[str, AfterValidator(_storable)]
Line = Annotated[str, Field(max_length=MAX_LINE_CHARS), AfterValidator(_storable), AfterValidator(_one_line)]
Identifier = Annotated[str, Field(max_length=MAX_ID_CHARS), AfterValidator(_storable), AfterValidator(_one_line)]
Timestamp = Annotated[AwareDatetime, BeforeValidator(_timestamp), AfterValidator(_to_utc)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35)]
Version = Annotated[int, Field(strict=True, ge=1, le=MAX_VERSION)]
Meta = Annotated[dict[str, JsonValue], AfterValidator(_storable_json)]


class Model(BaseModel):
    """Frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self) -> bytes:
        """UTF-8 JSON with every field, in the order of the model: the same object gives the same bytes."""
        return orjson.dumps(self.model_dump(mode="json"))
