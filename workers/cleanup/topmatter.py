"""Byline and date lines between a headline and the first paragraph, and what they say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from workers.cleanup.lines import Line

TOP_REASONS = ("byline", "date line")  # why such a line is not the article's text
_TOP = 8
_PARAGRAPH_WORDS = 18
_MAX_CHARS = 160
_WORD = r"[A-Z][\w.'’-]*"
_SMALL = r"(?:de|da|do|dos|del|della|di|du|van|von|der|den|la|le|al|bin|ibn)"
_NAME = rf"{_WORD}(?: (?:{_SMALL} ){{0,2}}{_WORD}){{0,4}}"
_NAMES = rf"{_NAME}(?:(?:, | and | & |, and ){_NAME}){{0,5}}"
_ROLE = r"(?:correspondent|reporter|editor|writer|columnist|journalist|staff|contributor)s?"
_ROLES = rf"(?:[\w’'-]+ ){{0,4}}{_ROLE}(?: (?:for|in|at) [\w’'. -]{{1,40}})?"
_PLACED = rf" (?:for|in|at) (?:the )?{_WORD}(?: (?:of |the )?{_WORD}){{0,5}}"
_SAID = r"(?:(?:[Ww]ritten |[Pp]osted |[Ss]tory |[Rr]eported |[Ww]ords )?[Bb]y:?|BY:?|[Aa]uthor:|[Ww]ords:|[Tt]ext:)"
_BYLINE = re.compile(rf"{_SAID} +(?P<name>{_NAMES})(?:{_PLACED})?(?:,? (?i:{_ROLES}))?")
_BARE = rf"(?P<name>{_WORD}(?: (?:{_SMALL} ){{0,2}}{_WORD}){{1,3}})"
_BARE_WITH_ROLE = re.compile(rf"{_BARE}, (?i:{_ROLES})")
_BESIDE_A_DATE = re.compile(rf"{_BARE}|[0-9]{{1,3}}[ -](?i:min(?:ute)?s?(?: read)?)")  # a name that may be a place's
# Behind a comma: "Ana Ruiz, Political Correspondent", "Ana Ruiz, Associated Wire", "Ana Ruiz, BBC".
_NO_NAME = re.compile(rf".*\b(?i:{_ROLE}|news|press|wire|times|post|agency|media)\b.*|[A-Z]{{2,6}}")

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = (
    rf"(?:(?P<month>{_MONTH}) (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})"
    rf"|(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -](?P<month2>{_MONTH}),?[ -](?P<year2>[0-9]{{4}})"
    r"|(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<first>[0-9]{1,2})(?P<mark>[/.])(?P<second>[0-9]{1,2})(?P=mark)(?P<year3>[0-9]{4}))"
)
_HOUR = r"(?:at )?[0-9]{1,2}(?:[:.h][0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:[ap]\.?m\.?)?|\s*[ap]\.?m\.?)"
_ZONE = r"(?:\s*\(?(?:[A-Z]{1,5}|(?:UTC|GMT)?[+-][0-9]{1,2}:?[0-9]{0,2})\)?)"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)"
_BETWEEN = r"[\s,T|·•–—-]*"
_DATE = re.compile(
    r"(?:(?P<what>(?:(?:first|originally|last) )?(?:published|updated|posted|modified|created|date)(?: on| at)?)"
    r"\W{0,3})?"
    rf"(?:{_HOUR}{_ZONE}?{_BETWEEN})?{_WEEKDAY}?{_DAY}(?:{_BETWEEN}{_HOUR}{_ZONE}?)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[|·•]\s*|\s+[–—-]\s+|, (?=[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}$|[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4}$)")
_OUTER = "*_ \t"  # Markdown's emphasis


@dataclass(frozen=True)
class TopLine:
    """What a line above the text says; a line that says nothing of these is none."""

    byline: str | None = None
    published_on: date | None = None
    updated_on: date | None = None

    @property
    def reason(self) -> str:
        """One of TOP_REASONS."""
        return TOP_REASONS[self.byline is None]


def top_matter(lines: Sequence[Line]) -> dict[int, str]:
    """Index and reason of each byline or date line above the first paragraph."""
    found = {}
    for at, line in enumerate(lines[:_TOP]):
        if line.words >= _PARAGRAPH_WORDS:
            break
        if (said := read_top_line(line.text)) is not None:
            found[at] = said.reason
    return found


def read_top_line(text: str) -> TopLine | None:
    """What a byline or date line says; None for any other line."""
    text = text.strip(_OUTER)
    if not text or len(text) > _MAX_CHARS:
        return None
    if match := _DATE.fullmatch(text):  # before the parts: the hour may stand behind a mark
        return _told([], [match])
    names: list[str] = []
    dates: list[re.Match[str]] = []
    for part in _PARTS.split(text):
        if match := _BYLINE.fullmatch(part) or _BARE_WITH_ROLE.fullmatch(part):
            names.append(_only_names(match["name"]))
        elif match := _DATE.fullmatch(part):
            dates.append(match)
        elif not _BESIDE_A_DATE.fullmatch(part):
            return None
    return _told(names, dates) if names or dates else None


def midnight(day: date | None) -> datetime | None:
    """The time that stands for a day of which no more is known."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def _told(names: Sequence[str], dates: Sequence[re.Match[str]]) -> TopLine:
    days = [(_is_update(match), _day(match)) for match in dates]
    return TopLine(
        byline=next(iter(names), None),
        published_on=next((day for is_update, day in days if not is_update), None),
        updated_on=next((day for is_update, day in days if is_update), None),
    )


def _only_names(written: str) -> str:
    first, *others = written.split(", ")
    return ", ".join([first, *(other for other in others if not _NO_NAME.fullmatch(other))])


def _is_update(match: re.Match[str]) -> bool:
    return "updated" in (match["what"] or "").lower() or "modified" in (match["what"] or "").lower()


def _day(match: re.Match[str]) -> date | None:
    """The day; None where it is no day, or could be of two months ("03/04/2026")."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if named := match["month"] or match["month2"]:
            month = _MONTHS.index(named[:3].lower()) + 1
            return date(int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"]))
        first, second = int(match["first"]), int(match["second"])
        if match["mark"] == "/" and first <= 12 and second <= 12 and first != second:
            return None
        day, month = (second, first) if match["mark"] == "/" and second > 12 else (first, second)
        return date(int(match["year3"]), month, day)
    except ValueError:
        return None
