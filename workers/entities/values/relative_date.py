"""Dates relative to the day of publication: "yesterday", "last month", "three days ago", "said on Tuesday"."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from newsmill.article import Value
from workers.entities.values.date import Granularity, dated
from workers.entities.values.numbers import WORDS, read_number

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_STEPS = {"last": -1, "this": 0, "next": 1}
# These two begin with a class of letters, which is searched for several times as fast as the start of a word; what else
# it lets through ("Nast week") is dropped where it is read.
_NAMED_DAY = re.compile(r"(?P<name>[TtYy](?<=\b.)(?:oday|onight|esterday|omorrow))\b(?!['’]s)")
# "the last year" is a length of time, "last year" a year.
_PERIOD = re.compile(
    r"(?P<which>[LlTtNn](?<=\b.)(?<!\bthe .)(?<!\bpast .)(?:ast|his|ext))\s+(?P<unit>week|month|year)\b"
    r"(?!['’]s\b|[-\w]|\s+\d)"
)
_AGO = re.compile(
    rf"(?P<vague>\b(?:about|almost|around|at least|just over|less than|more than|nearly|over|roughly|some|under)\s+)?"
    rf"\b(?P<count>\d{{1,4}}|an?|{WORDS})\s+(?P<unit>day|week|month|year)s?\s+ago\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b(?!['’]s|-|,?\s+(?:\d|[A-Z][a-z]+\.?\s+\d))")
_CUES = re.compile(
    r"(?P<future>\bwill\b|\b(?:is|are|was|were)\s+(?:due|scheduled|expected|set)\b)"
    r"|(?P<unsure>\bto\s+[a-z]+|\b(?:would|could|should|may|might|must|can|if|every|each|by|until|till|from|before|after"
    r"|since|for|planned|next|last|this|between|and|through|postponed|rescheduled|due|scheduled|expected)\b)"
    r"|(?P<past>\b(?:said|told|was|were|had|died|won|lost|met|began|held|took|made|gave|came|went|left|found|fell|rose"
    r"|[a-z]{3,}ed)\b)"
)


def find(text: str, published: date | None) -> Iterator[Value]:
    """Every relative date as a DATE; `date` is null without a day of publication and where it is in doubt."""
    for match in _NAMED_DAY.finditer(text):
        if (step := _DAYS.get(match["name"].lower())) is not None:
            yield dated(match, _day(published, step), "day")
    for match in _PERIOD.finditer(text):
        if (step := _STEPS.get(match["which"].lower())) is not None:
            yield _stepped(match, published, match["unit"], step)
    for match in _AGO.finditer(text) if "ago" in text.lower() else ():
        count = read_number(match["count"])
        ago = None if match["vague"] or count is None else -int(count)
        yield _stepped(match, published, match["unit"].lower(), ago)
    for match in _WEEKDAY.finditer(text):
        yield dated(match, _weekday(match, text, published), "day")


def _stepped(match: re.Match[str], published: date | None, unit: str, step: int | None) -> Value:
    granularity: Granularity = (
        "day" if unit == "day" else "week" if unit == "week" else "month" if unit == "month" else "year"
    )
    if published is None or step is None:
        return dated(match, None, granularity)
    return dated(match, _PERIODS[unit](published, step), granularity)


def _day(published: date | None, step: int) -> str | None:
    return None if published is None else (published + timedelta(days=step)).isoformat()


def _week(published: date, step: int) -> str:
    year, week, _ = (published + timedelta(weeks=step)).isocalendar()
    return f"{year}-W{week:02}"


def _month(published: date, step: int) -> str:
    months = published.year * 12 + published.month - 1 + step
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _year(published: date, step: int) -> str:
    return f"{published.year + step:04}"


_PERIODS = {"day": _day, "week": _week, "month": _month, "year": _year}


def _weekday(match: re.Match[str], text: str, published: date | None) -> str | None:
    """The last or coming such day, by the verb that stands nearest before it in the sentence; null when in doubt."""
    if published is None:
        return None
    before = re.split(r"[.!?]\s|\n", text[max(0, match.start() - 100) : match.start()])[-1]
    cues = [*_CUES.finditer(before)]
    if not cues or cues[-1].lastgroup == "unsure":
        return None
    ahead = (_WEEKDAYS.index(match["weekday"]) - published.weekday()) % 7
    if cues[-1].lastgroup == "future":
        return _day(published, ahead) if ahead else None
    return _day(published, ahead - 7 if ahead else 0)
