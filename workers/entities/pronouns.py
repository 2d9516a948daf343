"""Pronouns that almost certainly mean one of the article's people or organisations; others are left alone."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers.entities.cues import FEMALE_TITLES, MALE_TITLES
from workers.entities.mention import Mention
from workers.entities.merging import Cluster

PRONOUN = "PRONOUN"

_PRONOUN = re.compile(r"\b(?:(he|him|his|himself)|(she|her|hers|herself)|(its|itself))\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\n+")
_TITLE = re.compile(r"([A-Z][a-z]+\.?) $")
_REACH = 3  # sentences back that a pronoun may point
_MANY = 50  # names of one sentence that are looked at: text without sentences must not cost its square


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    cluster: int
    kind: str  # m, f, - (a person of unknown gender) or o (an organisation)


def resolve(text: str, clusters: Sequence[Cluster], given_names: Mapping[str, str]) -> list[tuple[Mention, int]]:
    """Each pronoun of the text that could be resolved, with the number of its cluster (from 0), in order."""
    kinds = [_kind(cluster, text, given_names) for cluster in clusters]
    named = sorted(
        (
            _Named(mention.start, number, kinds[number])
            for number, cluster in enumerate(clusters)
            for mention in cluster.mentions
            if mention.field == "text" and kinds[number]
        ),
        key=lambda each: each.start,
    )
    names = sorted((m.start, m.end) for cluster in clusters for m in cluster.mentions if m.field == "text")
    starts = [0, *(match.end() for match in _SENTENCE.finditer(text))]
    inside: list[list[_Named]] = [[] for _ in starts]
    found: list[tuple[Mention, int]] = []
    at = 0
    for match in _PRONOUN.finditer(text):
        while at < len(named) and named[at].start < match.start():
            inside[bisect_right(starts, named[at].start) - 1].append(named[at])
            at += 1
        before = bisect_right(names, (match.start(), len(text))) - 1
        if before >= 0 and names[before][1] > match.start():
            continue  # part of a name, as in "She Said"
        sentence = bisect_right(starts, match.start()) - 1
        kind = "mfo"[(match.lastindex or 1) - 1]
        chosen = _choose([each[-_MANY:] for each in inside[max(0, sentence - _REACH) : sentence + 1]], kind)
        if chosen is not None:
            found.append((Mention(match.start(), match.end(), PRONOUN, match[0]), chosen))
            inside[sentence].append(_Named(match.start(), chosen, kind))
    return found


def _choose(sentences: Sequence[Sequence[_Named]], kind: str) -> int | None:
    """The one that fits in the nearest sentence with any; of several people the one who is named twice as often."""
    fitting = [[named.cluster for named in sentence if _agrees(named.kind, kind)] for sentence in sentences]
    nearest = next((set(clusters) for clusters in reversed(fitting) if clusters), set())
    if len(nearest) == 1:
        return nearest.pop()
    counts = Counter(cluster for clusters in fitting for cluster in clusters).most_common(2)
    if len(counts) == 2 and kind != "o" and counts[0][1] >= 2 * counts[1][1]:
        return counts[0][0]
    return None


def _agrees(named: str, pronoun: str) -> bool:
    return named == pronoun or (named == "-" and pronoun in "mf")


def _kind(cluster: Cluster, text: str, given_names: Mapping[str, str]) -> str:
    label = cluster.label
    if label != "PERSON":
        return "o" if label in ("ORG", "GPE") else ""
    for mention in cluster.mentions:
        title = _TITLE.search(text, max(0, mention.start - 15), mention.start) if mention.field == "text" else None
        if title and title[1] in MALE_TITLES:
            return "m"
        if title and title[1] in FEMALE_TITLES:
            return "f"
    return given_names.get(cluster.name.split()[0], "-")
