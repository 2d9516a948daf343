"""What `newsmill topics check` tells: all errors of a file of topics; copies and thin topics of the training corpus."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from newsmill.errors import Misconfigured
from workers.topics import scheme_file
from workers.topics.corpus import Item, read_corpus
from workers.topics.custom import thin_topics
from workers.topics.problems import Problems
from workers.topics.scheme import MAX_TOPICS, Scheme, build

_WORD = re.compile(r"\w+")
_SHINGLE = 3
_NEAR = 0.5  # share of three-word runs in common above which two items teach the same
_COMMON_SHINGLE = 30  # runs in more items than this say nothing ("at the end of the")
_ENOUGH_ITEMS = 12  # a second-level topic
MOST_ERRORS = 1_000  # more are not worth the memory: it is a wrong file
_LINE = re.compile(r", line (\d+): ")


@dataclass(frozen=True)
class Report:
    """Sentences for the person who wrote the corpus: what must be mended, and what could be better."""

    topics: int
    items: int
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def errors_of(path: Path, beside: Scheme | None) -> list[str]:
    """Every error of a file of topics that stand beside a scheme, or alone: by line, those without a line first.

    More than MOST_ERRORS are not looked for.
    """
    problems = Problems(MOST_ERRORS - 1)
    try:
        concepts = list(islice(scheme_file.read(path, problems), MAX_TOPICS + 1))
        build(path.stem, concepts, beside, problems)
        thin_topics(concepts, problems)
    except Misconfigured as error:
        problems.kept.append(error)
    return sorted(map(str, problems.kept), key=_line)


def _line(error: str) -> int:
    found = _LINE.search(error)
    return int(found[1]) if found else 0


def check_corpus(path: Path, scheme: Scheme) -> Report:
    """Check the training corpus: copies and near-copies are errors, second-level topics with few items warnings.

    Raises Misconfigured with file, line and reason for a line that cannot be read, or a code unknown or retired.
    """
    items = read_corpus(path, scheme)
    used = {code for item in items for topic in item.topics for code in scheme.path(topic)}
    return Report(len(used), len(items), tuple(_copies(items)), tuple(_thin(items, scheme)))


def _copies(items: Sequence[Item]) -> Iterable[str]:
    by_run: dict[tuple[str, ...], list[int]] = defaultdict(list)
    runs = [_runs(f"{item.headline} {item.text}") for item in items]
    for number, own in enumerate(runs):
        for run in sorted(own):
            by_run[run].append(number)
    for number, own in enumerate(runs):
        shared: dict[int, int] = defaultdict(int)
        for run in own:
            if len(by_run[run]) <= _COMMON_SHINGLE:
                for other in by_run[run]:
                    if other < number:
                        shared[other] += 1
        for other, count in sorted(shared.items()):
            if count > _NEAR * min(len(own), len(runs[other])):
                yield f"{items[number].place}: nearly the same as {items[other].place}; keep one of them"


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[start : start + _SHINGLE]) for start in range(max(1, len(words) - _SHINGLE + 1))}


def _thin(items: Sequence[Item], scheme: Scheme) -> Iterable[str]:
    count: dict[str, int] = defaultdict(int)
    for item in items:
        for code in {step for topic in item.topics for step in scheme.path(topic)}:
            count[code] += 1
    for code in scheme.in_use:
        if len(scheme.path(code)) == 2 and count[code] < _ENOUGH_ITEMS:
            name = scheme.concepts[code].name
            yield f"topic '{code}' ({name}) has {count[code]} items; {_ENOUGH_ITEMS} or more are needed"
