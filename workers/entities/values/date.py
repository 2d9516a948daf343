"""Written-out dates: "23 November 2026", "Nov. 23", "November 2026", "third quarter of 2026", "by 2028"."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from newsmill.article import Value

Granularity = Literal["year", "quarter", "month", "week", "day"]

_MONTH_NAMES = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"Sept": 9}
MONTH = rf"(?P<month>{'|'.join(_MONTH_NAMES)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_RANGE = r"(?P<range>\s?(?:[-–—]|to|and)\s?(?:\d{1,2}(?:st|nd|rd|th)?))?"

_ISO = re.compile(rf"(?<![\w/.-]){_YEAR}-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\d/-])")
_NUMERIC = re.compile(rf"(?<![\w/.-])(?P<first>\d\d?)[/.](?P<second>\d\d?)[/.]{_YEAR}(?![\w/-])")
_DAY_MONTH = re.compile(
    rf"(?<![\w$€£.,/-])(?=[\dMTWFS]){_WEEKDAY}{_DAY}{_RANGE}\s+(?:of\s+)?{MONTH}(?:,?\s+{_YEAR}(?!\d))?(?![\w-]*\d)\b"
)
_MONTH_DAY = re.compile(
    rf"\b(?=[A-Z]){_WEEKDAY}{MONTH}\s+{_DAY}(?![\d:]){_RANGE}(?:,?\s+{_YEAR}(?!\d))?(?![%\w])(?!\s?%)"
)
_MONTH_YEAR = re.compile(rf"\b(?=[A-Z]){MONTH},?\s+{_YEAR}(?![\w-]*\d)")
_QUARTER = re.compile(
    rf"\b(?:(?P<word>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]quarter(?:\s+of|\s+in)?\s+{_YEAR}"
    r"|Q(?P<number>[1-4])\s+(?:of\s+)?(?P<year2>20\d\d|19\d\d))\b"
)
_YEARS = re.compile(rf"\b{_YEAR}\s?[-–—/]\s?(?:(?:1[5-9]|20)\d\d|\d\d)\b(?![-/.]\d)|\b(?:1[5-9]|20)\d0s\b")
# A number of four digits is a year where it stands as one: after these words, and before no counted thing.
_FOUR_DIGITS = re.compile(rf"(?<![\w$€£¥.,-]){_YEAR}(?![\w%-])")
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|by|since|until|till|from|during|before|after|through|early|late|mid|year|summer of|end of|start of"
    r"|beginning of|\d{4} (?:and|to|or)|between)\s|\bmid-|\()$",
    re.IGNORECASE,
)
_AFTER_YEAR = re.compile(
    r"[,;:.)!?\"”’]*(?:\s*$|\s+(?:[A-Z“\"(]|(?:a|according|after|against|alone|amid|an|and|are|as|at|because|before|between"
    r"|budget|but|by|census|compared|despite|due|during|edition|election|elections|following|for|from|had|has|have|he"
    r"|her|his|if|in|is|it|its|of|on|only|onward|onwards|or|over|said|season|she|since|so|survey|than|that|the|then"
    r"|there|they|this|through|to|under|until|up|using|via|was|we|were|when|where|which|while|who|will|with|without"
    r"|would)\b))|[)’,;]|\.(?!\d)|['’]s\b",
    re.MULTILINE,
)
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_NEAR = 120  # days from publication within which a day without a year has its year for certain


def find(text: str, published: date | None) -> Iterator[Value]:
    """Every written-out date as a DATE; `date` is null where day, order or year are in doubt.

    `published` is the day of publication: it gives "23 November" its year, when that lies within 120 days.
    """
    for match in _ISO.finditer(text):
        yield dated(match, _checked(int(match["year"]), int(match["month"]), int(match["day"])), "day")
    for match in _NUMERIC.finditer(text):
        yield dated(match, _numeric(match), "day")
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            yield dated(match, None if match["range"] else _day(match, published), "day")
    for match in _MONTH_YEAR.finditer(text):
        yield dated(match, f"{match['year']}-{_month(match):02}", "month")
    for match in _QUARTER.finditer(text):
        quarter = match["number"] or _QUARTERS[match["word"]]
        yield dated(match, f"{match['year'] or match['year2']}-Q{quarter}", "quarter")
    for match in _YEARS.finditer(text):
        yield dated(match, None, None)
    for match in _FOUR_DIGITS.finditer(text):
        if _BEFORE_YEAR.search(text[max(0, match.start() - 15) : match.start()]) and _AFTER_YEAR.match(
            text, match.end()
        ):
            yield dated(match, match["year"], "year")


def dated(match: re.Match[str], when: str | None, granularity: Granularity | None) -> Value:
    """The DATE of a match; `when` is ISO 8601 to the granularity, with "2026-Q3" for quarters, or null."""
    return Value(start=match.start(), end=match.end(), label="DATE", text=match[0], date=when, granularity=granularity)


def _month(match: re.Match[str]) -> int:
    return _MONTHS[match["month"].rstrip(".")]


def _day(match: re.Match[str], published: date | None) -> str | None:
    month, day = _month(match), int(match["day"])
    if match["year"]:
        return _checked(int(match["year"]), month, day)
    if published is None:
        return None
    years = (published.year - 1, published.year, published.year + 1)
    near = [
        when
        for when in (_checked(year, month, day) for year in years)
        if when and abs((date.fromisoformat(when) - published).days) <= _NEAR
    ]
    return near[0] if near else None


def _numeric(match: re.Match[str]) -> str | None:
    """Day and month only when their order cannot be in doubt."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if first > 12 or first == second:
        return _checked(year, second, first)
    return _checked(year, first, second) if second > 12 else None


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
