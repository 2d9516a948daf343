"""The boilerplate lexicon: known boilerplate lines, and headings of what follows an article."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from newsmill.errors import Misconfigured

_OUTER = " \t.,:;!?·•|–—-*#>»«…→←↓↑+()[]{}\"'“”‘’"
_MAX_CHARS = 420  # no entry speaks of longer lines


@dataclass(frozen=True, eq=False)
class Lexicon:
    """`reason` of a furniture line, and whether a line is the heading of a tail."""

    lines: dict[str, str]
    patterns: re.Pattern[str]  # one alternative a pattern, its group named by its place in `reasons`
    reasons: tuple[str, ...]
    tails: frozenset[str]

    def reason(self, line: str) -> str | None:
        """Why the whole line is furniture ("share line"), or None when the lexicon does not know it."""
        return _reason(self, line) if len(line) <= _MAX_CHARS else None

    def heads_tail(self, line: str) -> bool:
        """Whether the line stands above teasers of other articles ("Explore more")."""
        return len(line) < 60 and fold(line) in self.tails


@lru_cache(maxsize=8192)  # a line is asked about several times on its way
def _reason(lexicon: Lexicon, line: str) -> str | None:
    folded = fold(line)
    if not folded:
        return "mark without words" if line.strip() else None
    if (known := lexicon.lines.get(folded)) is not None:
        return known
    match = lexicon.patterns.fullmatch(folded)
    return lexicon.reasons[int((match.lastgroup or "p0")[1:])] if match else None


@lru_cache(maxsize=4096)
def fold(line: str) -> str:
    """The line as the lexicon compares it: no case, no outer punctuation, single spaces, straight quotes."""
    return " ".join(line.casefold().replace("’", "'").strip(_OUTER).split())


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon from YAML. Raises Misconfigured with the place of the first mistake."""
    try:
        data: Any = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Misconfigured(f"boilerplate lexicon {path}: {error}") from error
    lines: dict[str, str] = {}
    patterns: list[str] = []
    reasons: list[str] = []
    try:
        for reason, entries in data["furniture"].items():
            for line in entries.get("lines", ()):
                lines.setdefault(fold(line), reason)
            for pattern in entries.get("patterns", ()):
                re.compile(pattern)
                patterns.append(f"(?P<p{len(reasons)}>{pattern})")
                reasons.append(reason)
        tails = frozenset(fold(line) for line in data["tails"])
    except (AttributeError, KeyError, TypeError) as error:
        raise Misconfigured(
            f"boilerplate lexicon {path}: needs 'furniture' (reason: lines, patterns) and 'tails' (lines): {error!r}"
        ) from error
    except re.error as error:
        raise Misconfigured(
            f"boilerplate lexicon {path}: {error.pattern!r} is no regular expression: {error}"
        ) from error
    return Lexicon(lines, re.compile("|".join(patterns)), tuple(reasons), tails)
