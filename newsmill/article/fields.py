"""The kinds of values that the contract's fields hold, what each refuses, and the model they stand in."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

MAX_ID_CHARS = 512
MAX_LINE_CHARS = 4096  # headline, url, source: a line of text each
MAX_META_DEPTH = 64  # objects and lists in one another; readers of the result need not be ready for more
MAX_VERSION = 2**53 - 1  # the largest integer that every JSON reader keeps exact


def _storable(text: str) -> str:
    """PostgreSQL can hold neither NUL nor lone surrogates, and JSON readers disagree on them: refused, not mended."""
    if "\x00" in text:
        raise ValueError("contains a NUL character, which no text may hold; remove it before sending")
    try:
        text.encode()  # quicker than any look at the characters
    except UnicodeEncodeError:
        raise ValueError(
            "contains a lone surrogate, which is not a character; decode the source text correctly"
        ) from None
    return text


BREAKS_A_LINE = frozenset({"Cc", "Zl", "Zp"})  # Unicode's categories of control characters and line separators
SHOWS_NOTHING = BREAKS_A_LINE | {"Zs", "Cf"}  # spaces, zero-width marks
TURNS_A_LINE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # bidirectional overrides


def _one_line(text: str) -> str:
    if all(unicodedata.category(char) in SHOWS_NOTHING for char in text):
        raise ValueError("is empty")
    if any(unicodedata.category(char) in BREAKS_A_LINE or char in TURNS_A_LINE for char in text):
        raise ValueError("contains a control character or line break; it must be one line of text")
    return text


STARTS_WITH_A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]")


def _timestamp(value: object) -> object:
    # pydantic would read numbers, and text that is one, as seconds or milliseconds by their size; a wrong date is worse
    # than a refusal.
    if not (isinstance(value, datetime) or (isinstance(value, str) and STARTS_WITH_A_DATE.match(value))):
        raise ValueError(  # pydantic turns ValueError alone into a field's error
            "must be a date and time with its offset, such as 2026-11-23T09:58:00Z"
        )
    return value


def _to_utc(value: datetime) -> datetime:
    if not 1000 <= value.year <= 9000:
        raise ValueError("must lie between the years 1000 and 9000")
    return value.astimezone(UTC)


LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"


def _language(tag: str) -> str:
    if not re.fullmatch(LANGUAGE, tag):
        raise ValueError("must be a BCP 47 tag that begins in small letters, such as en, en-US or zh-Hans")
    return tag


def _storable_json(value: JsonValue) -> JsonValue:
    for text in _strings(value):
        _storable(text)
    return value


def _not_deep(value: object) -> object:
    level = [value]
    for _ in range(MAX_META_DEPTH):
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return value
    raise ValueError(f"is nested deeper than {MAX_META_DEPTH} levels")


def _inside(value: object) -> Iterator[object]:
    """The objects and lists directly inside a JSON value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (item for item in inner if isinstance(item, dict | list))


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
Headline = Annotated[str, Field(max_length=MAX_LINE_CHARS), AfterValidator(_storable)]
Identifier = Annotated[str, Field(max_length=MAX_ID_CHARS), AfterValidator(_storable), AfterValidator(_one_line)]
Timestamp = Annotated[AwareDatetime, BeforeValidator(_timestamp), AfterValidator(_to_utc)]
Language = Annotated[str, Field(max_length=35, json_schema_extra={"pattern": LANGUAGE}), AfterValidator(_language)]
Version = Annotated[int, Field(strict=True, ge=1, le=MAX_VERSION)]
Meta = Annotated[dict[str, JsonValue], BeforeValidator(_not_deep), AfterValidator(_storable_json)]


class Model(BaseModel):
    """Frozen, and closed to keys it does not know: `from_json` alone passes over them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self) -> bytes:
        """UTF-8 JSON with every field, in the order of the model: the same object gives the same bytes."""
        return self.model_dump_json().encode()

    @classmethod
    def from_json(cls, made: bytes | str) -> Self:
        """What `to_json` wrote, here or in another version of newsmill. Raises pydantic's ValidationError.

        Keys of a newer version are passed over, at any depth, so that workers of two versions can run beside each other
        during an upgrade.
        """
        return cls.model_validate_json(made, extra="ignore")
