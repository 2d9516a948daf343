"""Boilerplate lists per source: learned from the source's own articles, read and edited by operators."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from newsmill.errors import Misconfigured
from workers.cleanup.lexicon import fold
from workers.cleanup.lines import split_lines

_FORMAT = "newsmill.boilerplate/1"
_MIN_ARTICLES = 20  # below, a line that three of them share may well be news
_MAX_CHARS = 400
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class SourceList:
    """Lines that repeat across one source's articles. `version` is counted up by each learning."""

    source: str
    version: int
    lines: tuple[str, ...]

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(_key(line) for line in self.lines)

    @cached_property
    def digest(self) -> str:
        """Names the list's content; part of the stamp of this source's results, and of no other's."""
        return hashlib.sha256("\n".join(sorted(self._folded)).encode()).hexdigest()[:12]

    def knows(self, line: str) -> bool:
        """Whether the line is on the list, whatever its case, outer punctuation and numbers."""
        return len(line) <= _MAX_CHARS and _key(line) in self._folded


def learn_source_list(
    source: str, texts: Iterable[str], *, min_share: float = 0.1, min_count: int = 5, previous: SourceList | None = None
) -> SourceList:
    """Lines that stand in at least `min_count` and `min_share` of the source's texts; those of `previous` stay.

    `texts` are bodies or cleaned texts of different articles. Raises ValueError when they are too few to learn from.
    The list is sorted by how common a line is, so that an operator reads the surest first.
    """
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    articles = 0
    for text in texts:
        articles += 1
        for key, line in sorted({_key(line.text): line.text for line in split_lines(text)}.items()):
            if key and len(line) <= _MAX_CHARS:
                counts[key] += 1
                shown.setdefault(key, line)
    if articles < _MIN_ARTICLES:
        raise ValueError(
            f"{articles} articles of {source!r}: at least {_MIN_ARTICLES} are needed to tell boilerplate from news"
        )
    enough = max(min_count, min_share * articles)
    learned = [
        shown[key] for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count >= enough
    ]
    old = previous.lines if previous else ()
    lines = {_key(line): line for line in (*learned, *old)}
    return SourceList(source, previous.version + 1 if previous else 1, tuple(lines.values()))


def read_source_lists(folder: Path) -> dict[str, SourceList]:
    """All lists in a folder of YAML files, by source. Raises Misconfigured with the file and what is wrong in it."""
    if not folder.is_dir():
        raise Misconfigured(f"there is no folder {folder} of boilerplate lists; `newsmill learn-boilerplate` makes one")
    lists: dict[str, SourceList] = {}
    for path in sorted(folder.glob("*.yaml")):
        found = read_source_list(path)
        if found.source in lists:
            raise Misconfigured(f"{path}: source {found.source!r} has another list in the same folder; keep one")
        lists[found.source] = found
    return lists


def read_source_list(path: Path) -> SourceList:
    """One list. Raises Misconfigured."""
    try:
        data: Any = yaml.safe_load(path.read_text("utf-8"))
        if data["format"] != _FORMAT:
            raise Misconfigured(f"{path}: format is {data['format']!r}, this program reads {_FORMAT}")
        source, version, lines = data["source"], data["version"], data["lines"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Misconfigured(f"{path}: a boilerplate list needs format, source, version and lines: {error!r}") from error
    if not (isinstance(source, str) and isinstance(version, int) and isinstance(lines, list)):
        raise Misconfigured(f"{path}: source must be text, version a whole number, lines a list")
    if not all(isinstance(line, str) for line in lines):
        raise Misconfigured(f"{path}: every line must be text; put quotes around it")
    return SourceList(source, version, tuple(lines))


def write_source_list(path: Path, found: SourceList) -> None:
    """Write a list so that people can read and edit it and `read_source_list` gives it back."""
    data = {"format": _FORMAT, "source": found.source, "version": found.version, "lines": list(found.lines)}
    text = "# Lines that this source repeats across its articles. Delete what is news; add what is missing.\n"
    path.write_text(text + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=200), "utf-8")


def _key(line: str) -> str:
    return _DIGITS.sub("0", fold(line))
