"""Times and ages as options of commands."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from workers.errors import Misconfigured

Since = Annotated[datetime | None, typer.Option(help="At this UTC time or later, such as 2026-11-23.")]
Before = Annotated[datetime | None, typer.Option(help="Before this UTC time.")]
OlderThan = Annotated[str | None, typer.Option(help="Before so long ago: 30m, 12h, 7d, 2w.")]

_AGE = re.compile(r"(\d{1,6})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def utc(time: datetime | None) -> datetime | None:
    """A time as it was typed, which is UTC."""
    return None if time is None else time.replace(tzinfo=UTC)


def parse_age(age: str) -> timedelta:
    """The age that 30m, 12h, 7d or 2w says. Raises Misconfigured."""
    found = _AGE.fullmatch(age.strip())
    if not found:
        raise Misconfigured(f"{age!r} is no age; give a number and s, m, h, d or w, such as 12h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def latest(before: datetime | None, older_than: str | None, now: datetime) -> datetime | None:
    """The earlier of the two ends that were given, or None. Raises Misconfigured."""
    try:
        ends = [utc(before), now - parse_age(older_than) if older_than else None]
    except OverflowError:
        raise Misconfigured(f"{older_than!r} is longer than any calendar goes back") from None
    return min((end for end in ends if end is not None), default=None)
