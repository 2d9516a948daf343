"""Sums, percentages, quantities and dates, by grammar: read for certain, or null beside the raw text."""

from workers.article import Value
from workers.entities.values import money, percent


def find_values(text: str) -> tuple[Value, ...]:
    """Every value of the text, in order; none overlaps another."""
    found = sorted((*money.find(text), *percent.find(text)), key=lambda value: (value.start, -value.end))
    kept: list[Value] = []
    for value in found:
        if not kept or value.start >= kept[-1].end:
            kept.append(value)
    return tuple(kept)
