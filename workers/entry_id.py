"""Ids of stream entries, "<milliseconds>-<sequence>": their order in the stream, and the time that they name."""

from datetime import UTC, datetime

Position = tuple[int, int]

_LATEST = int(datetime(9000, 1, 1, tzinfo=UTC).timestamp() * 1000)


def position(entry: str) -> Position:
    """The place of an entry in its stream: ids compare as numbers, not as text. "" comes before every entry."""
    milliseconds, _, sequence = entry.partition("-")
    return int(milliseconds or 0), int(sequence or 0)


def accepted_at(entry: str) -> datetime:
    """When Redis took the entry: the milliseconds of its id.

    A producer that chose the id itself may have counted nanoseconds; all later ids follow it, and no calendar does.
    """
    return datetime.fromtimestamp(min(position(entry)[0], _LATEST) / 1000, UTC)
