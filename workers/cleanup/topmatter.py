"""Byline and date lines between a headline and the first paragraph."""

import re
from collections.abc import Sequence

from workers.cleanup.lines import Line

_TOP = 8
_PARAGRAPH_WORDS = 18
_BYLINE = re.compile(r"(?:[Bb]y|BY|Written by|Author:)\s+(?P<name>[A-Z][\w.'’-]*(?:,? (?:and |[A-Z])[\w.'’-]*){0,8})")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DAY = (
    rf"(?:{_MONTH} [0-9]{{1,2}},? [0-9]{{4}}|[0-9]{{1,2}}(?:st|nd|rd|th)? {_MONTH},? [0-9]{{4}}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})"
)
_HOUR = r"(?:at )?[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4})?"
_DATE_LINE = re.compile(
    rf"(?:(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?:?\s*)?(?:\w+day,?\s+)?"
    rf"{_DAY}(?:[,T|·•–-]?\s*{_HOUR})?",
    re.IGNORECASE,
)


def top_matter(lines: Sequence[Line]) -> dict[int, str]:
    """Index and reason of each byline or date line above the first paragraph."""
    found = {}
    for at, line in enumerate(lines[:_TOP]):
        if line.words >= _PARAGRAPH_WORDS:
            break
        if byline_name(line.text) is not None:
            found[at] = "byline"
        elif _DATE_LINE.fullmatch(line.text):
            found[at] = "date line"
    return found


def byline_name(text: str) -> str | None:
    """The name in a line that is a byline and nothing else."""
    match = _BYLINE.fullmatch(text) if len(text) < 100 else None
    return match["name"] if match else None
