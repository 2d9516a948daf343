"""Machine-readable dates of pages, to UTC. What is not certain is None."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(?P<date>[12][0-9]{3}-[01][0-9]-[0-3][0-9])"
    r"(?:[T ](?P<time>[0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?)(?:\.[0-9]+)?"
    r" ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.IGNORECASE,
)


def parse_date(value: object) -> datetime | None:
    """UTC time of an ISO 8601 or RFC 2822 date; a time without zone is taken as UTC, a day as its midnight."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if match := _ISO.match(text):
        zone = (match["zone"] or "Z").upper()
        offset = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
        try:
            return datetime.fromisoformat(f"{match['date']}T{match['time'] or '00:00'}{offset}").astimezone(UTC)
        except (ValueError, OverflowError):
            return None
    if len(text) > 60 or not any(char.isdigit() for char in text):
        return None
    try:
        parsed = parsedate_to_datetime(text)
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
