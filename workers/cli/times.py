"""Times and ages as command-line options."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, cast

import typer

from newsmill.errors import Misconfigured

_AGE = re.compile(r"(\d{1,6})([smhdw])")
_DATE = re.compile(r"\s*\d{4}-\d{2}-\d{2}")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_time(time: str) -> datetime:
    """A time as it was typed or as newsmill prints it, in UTC; one without an offset is UTC. Raises Misconfigured.

    The options do not leave this to Typer: it would take 2026 for seconds since 1970.
    """
    try:
        if _DATE.match(time):
            found = datetime.fromisoformat(time.strip().removesuffix(" UTC"))
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Misconfigured(f"{time!r} is not a time; write 2026-11-23 or 2026-11-23T09:30 (UTC), or add an offset")


def time_option(help_: str) -> typer.models.OptionInfo:
    """An option that takes a time."""
    return cast("typer.models.OptionInfo", typer.Option(parser=parse_time, metavar="TIME", help=help_))


Since = Annotated[datetime | None, time_option("At this UTC time or later, such as 2026-11-23 or 2026-11-23T09:30.")]
Before = Annotated[datetime | None, time_option("Before this UTC time.")]
OlderThan = Annotated[str | None, typer.Option(help="Older than this: 30m, 12h, 7d, 2w.")]


def parse_age(age: str) -> timedelta:
    """The age that 30m, 12h, 7d or 2w says. Raises Misconfigured."""
    found = _AGE.fullmatch(age.strip())
    if not found:
        raise Misconfigured(f"{age!r} is not an age; give a number and s, m, h, d or w, such as 12h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def latest(before: datetime | None, older_than: str | None, now: datetime) -> datetime | None:
    """The earlier of the two ends that were given, or None. Raises Misconfigured."""
    try:
        ends = [before, now - parse_age(older_than) if older_than else None]
    except OverflowError:
        raise Misconfigured(f"{older_than!r} goes back further than any calendar") from None
    return min((end for end in ends if end is not None), default=None)
