"""Sums, percentages, quantities and dates, by grammar: read for certain, or null beside the raw text."""

from datetime import datetime

from newsmill.article import Value
from workers.entities.values import date, money, percent, quantity, relative_date


def find_values(text: str, published_at: datetime | None) -> tuple[Value, ...]:
    """Every value of the text, in order; none overlaps another: the first stays, and of those the longest.

    Relative dates count from the day of `published_at` in UTC; without it their `date` is null.
    """
    published = published_at.date() if published_at else None
    found = [
        *money.find(text),
        *percent.find(text),
        *quantity.find(text),
        *date.find(text, published),
        *relative_date.find(text, published),
    ]
    found.sort(key=lambda value: (value.start, -value.end))
    kept: list[Value] = []
    for value in found:
        if not kept or value.start >= kept[-1].end:
            kept.append(value)
    return tuple(kept)
