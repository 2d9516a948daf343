"""Percentages: "13 %", "five per cent", "2.5 percentage points", "5-10%"."""

import re
from collections.abc import Iterator

from newsmill.article import Value
from workers.entities.values.numbers import DIGITS, FROM, WORDS, plain, read_number

_NUMBER = rf"(?:{DIGITS})"
_UNIT = (
    r"(?P<unit>[\s-]?percentage[ -]points?\b|[\s-]?basis[ -]points?\b|[\s-]?(?:percent|per[ -]cent|pct)\b"
    r"|\s?%(?:[ -]points?\b)?)"
)
_HAS_UNIT = re.compile(r"%|per[ -]?cent|pct|basis[ -]?point")  # of lower case; what is quickly told saves the rest
_SAME = r"(?:[\s-]?(?:percent|per cent|pct)\b|\s?%)"
_PERCENT = re.compile(
    rf"(?<![\w.,$€£¥]){FROM}(?P<sign>[-−–+])?(?P<low>{_NUMBER}|\b{WORDS}\b|\bhalf an?\b)"
    rf"(?(from)|(?:{_SAME}?(?:\s?[-–—]\s?|\s+to\s+)(?P<high>{_NUMBER}|\b{WORDS}\b))?){_UNIT}",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Value]:
    """Every percentage of the text as a PERCENT; `unit` tells percent from percentage and basis points."""
    if not _HAS_UNIT.search(text.lower()):
        return
    for match in _PERCENT.finditer(text):
        low = read_number(match["low"], scaled=True)
        high = read_number(match["high"], scaled=True) if match["high"] else None
        readable = low is not None and (high is not None or not match["high"])
        minus = match["sign"] in ("-", "−", "–")
        start = match.start() if minus or not match["sign"] else match.start("low")
        yield Value(
            start=start,
            end=match.end(),
            label="PERCENT",
            text=text[start : match.end()],
            amount=("-" if minus else "") + plain(low) if readable and low is not None else None,
            amount_high=plain(high) if readable and high is not None else None,
            unit=_unit(match["unit"].lower()),
        )


def _unit(written: str) -> str:
    if "basis" in written:
        return "basis point"
    return "percentage point" if "point" in written else "percent"
