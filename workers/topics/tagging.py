"""tag(article, resources): the topics of one article, each with its evidence, or the reason why there is none."""

import numpy as np

from newsmill.article import CleanArticle, Ranked, Topic, Topics
from workers.topics.custom import allowed
from workers.topics.embedding import Floats
from workers.topics.evidence import find_evidence
from workers.topics.reading import Reading, read
from workers.topics.resources import TopicResources
from workers.topics.word_pieces import Indices

_LEAST_SIZE = 5  # word pieces
_DIGITS = 4


def tag(article: CleanArticle, resources: TopicResources) -> Topics:
    """Score every topic, keep those that pass, and say which sentences spoke for them. Pure and deterministic."""
    if article.language is not None and article.language.lower().split("-")[0] != "en":
        why = f"topics: the language is '{article.language}' and the topic model reads English only"
        return Topics(stamp=resources.stamp, skipped=why)
    reading = read(article, resources.model.embedding)
    if reading.size < _LEAST_SIZE:
        return Topics(stamp=resources.stamp, abstained="the article has too few words to tell its topic")
    model, codes = resources.model, resources.model.codes
    chances = model.probabilities(reading.vector, reading.parts).round(_DIGITS)
    for code in resources.custom.keys() & model.place.keys():
        if not allowed(resources.custom[code], article):
            chances[model.place[code]] = 0
    given = resources.thresholds.passing(model, chances, reading.size)
    passed = _best_first(np.flatnonzero(given), chances, codes)
    most = resources.thresholds.most(reading.size, resources.options.max_topics)
    return Topics(
        stamp=resources.stamp,
        topics=tuple(_topic(number, chances, reading, resources) for number in passed[:most]),
        ranking=_ranking(chances, resources) if resources.options.rank else None,
        abstained=None if passed else _why_none(chances, resources),
    )


def _best_first(numbers: Indices, chances: Floats, codes: tuple[str, ...]) -> list[int]:
    """Sorted by probability, then code, so that ties are no matter of chance."""
    return sorted(numbers.tolist(), key=lambda number: (-chances[number], codes[number]))


def _topic(number: int, chances: Floats, reading: Reading, resources: TopicResources) -> Topic:
    code = resources.model.codes[number]
    return Topic(
        id=code,
        name=resources.scheme.concepts[code].name,
        path=resources.scheme.path(code),
        score=_rounded(chances[number]),
        evidence=find_evidence(number, reading, resources.model),
    )


def _ranking(chances: Floats, resources: TopicResources) -> tuple[Ranked, ...]:
    codes = resources.model.codes
    return tuple(
        Ranked(id=codes[number], path=resources.scheme.path(codes[number]), score=_rounded(chances[number]))
        for number in _best_first(np.arange(len(codes)), chances, codes)
    )


def _why_none(chances: Floats, resources: TopicResources) -> str:
    codes = resources.model.codes
    nearest = _best_first(np.flatnonzero(chances == chances.max()), chances, codes)[0]
    name = resources.scheme.concepts[codes[nearest]].name
    return f"no topic is certain enough; the nearest is '{name}' at {_rounded(chances[nearest]):.2f}"


def _rounded(chance: float) -> float:
    return round(float(chance), _DIGITS)
