"""tag(article, resources): the topics of one article, each with the sentences that earned it, or why there is none."""

from workers.article import CleanArticle, Ranked, Topic, Topics
from workers.topics.custom import allowed
from workers.topics.embedding import Floats
from workers.topics.evidence import find_evidence
from workers.topics.reading import Reading, read
from workers.topics.resources import TopicResources

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
    chances = resources.model.probabilities(reading.vector).round(_DIGITS)
    codes = resources.model.codes
    order = sorted(range(len(codes)), key=lambda number: (-chances[number], codes[number]))
    order = [number for number in order if allowed(codes[number], resources.custom, article)]
    passed = _passed(order, chances, reading, resources)
    return Topics(
        stamp=resources.stamp,
        topics=tuple(_topic(number, chances, reading, resources) for number in passed),
        ranking=_ranking(order, chances, resources) if resources.options.rank else None,
        abstained=None if passed else _why_none(order, chances, resources),
    )


def _passed(order: list[int], chances: Floats, reading: Reading, resources: TopicResources) -> list[int]:
    """Top topics that reach their threshold, and deep ones that reach theirs under such a top topic."""
    model, thresholds = resources.model, resources.thresholds
    certain = {
        number
        for number in order
        if chances[number] >= thresholds.least(model.codes[number], model.parents[number] >= 0, reading.size)
    }
    held = [number for number in order if number in certain and int(model.roots[number]) in certain]
    return held[: thresholds.most(reading.size, resources.options.max_topics)]


def _topic(number: int, chances: Floats, reading: Reading, resources: TopicResources) -> Topic:
    code = resources.model.codes[number]
    return Topic(
        id=code,
        name=resources.scheme.concepts[code].name,
        path=resources.scheme.path(code),
        score=_rounded(chances[number]),
        evidence=find_evidence(number, reading, resources.model),
    )


def _ranking(order: list[int], chances: Floats, resources: TopicResources) -> tuple[Ranked, ...]:
    codes = resources.model.codes
    return tuple(
        Ranked(id=codes[number], path=resources.scheme.path(codes[number]), score=_rounded(chances[number]))
        for number in order
    )


def _why_none(order: list[int], chances: Floats, resources: TopicResources) -> str:
    if not order:
        return "no topic is allowed by the terms that topics demand"
    nearest = resources.scheme.concepts[resources.model.codes[order[0]]].name
    return f"no topic is certain enough; the nearest is '{nearest}' at {_rounded(chances[order[0]]):.2f}"


def _rounded(chance: float) -> float:
    return round(float(chance), _DIGITS)
