"""tag(article, resources): the topics of one article, each with the sentences that earned it, or why there is none."""

from collections import defaultdict
from collections.abc import Mapping

from workers.article import CleanArticle, Evidence, Ranked, Topic, Topics
from workers.topics.resources import TopicResources
from workers.topics.sentences import paragraphs, sentences
from workers.topics.words import words

_HEADLINE_WORDS = 3.0
_LEAD_WORDS = 2.0
_ENOUGH_WORDS = 4
_THRESHOLD = 0.16
_NEAR_THE_BEST = 0.6
_MAX_EVIDENCE = 3
_DIGITS = 4


def tag(article: CleanArticle, resources: TopicResources) -> Topics:
    """Score every topic, keep those that pass, and say which sentences spoke for them. Pure and deterministic."""
    if article.language is not None and not article.language.lower().startswith("en"):
        why = f"topics: the language is '{article.language}' and the topic model reads English only"
        return Topics(stamp=resources.stamp, skipped=why)
    counts = _counts(article)
    if sum(counts.values()) < _ENOUGH_WORDS:
        return Topics(stamp=resources.stamp, abstained="the article has too few words to tell its topic")
    scores = resources.lexicon.scores(counts)
    order = sorted(scores, key=lambda code: (-round(scores[code], _DIGITS), code))
    passed = _passed(order, scores)[: resources.options.max_topics]
    ranking = tuple(_ranked(code, scores, resources) for code in order) if resources.options.rank else None
    best = resources.scheme.concepts[order[0]].name
    return Topics(
        stamp=resources.stamp,
        topics=tuple(_topic(code, scores[code], article, resources) for code in passed),
        ranking=ranking,
        abstained=None if passed else f"no topic is certain enough; the nearest is '{best}'",
    )


def _counts(article: CleanArticle) -> Mapping[str, float]:
    counts: defaultdict[str, float] = defaultdict(float)
    for word in words(article.headline or ""):
        counts[word] += _HEADLINE_WORDS
    for number, paragraph in enumerate(paragraphs(article.text)):
        for word in words(article.text[paragraph.start : paragraph.end]):
            counts[word] += _LEAD_WORDS if number == 0 else 1.0
    return counts


def _passed(order: list[str], scores: Mapping[str, float]) -> list[str]:
    least = max(_THRESHOLD, scores[order[0]] * _NEAR_THE_BEST)
    return [code for code in order if scores[code] >= least]


def _ranked(code: str, scores: Mapping[str, float], resources: TopicResources) -> Ranked:
    return Ranked(id=code, path=resources.scheme.path(code), score=round(scores[code], _DIGITS))


def _topic(code: str, score: float, article: CleanArticle, resources: TopicResources) -> Topic:
    return Topic(
        id=code,
        name=resources.scheme.concepts[code].name,
        path=resources.scheme.path(code),
        score=round(score, _DIGITS),
        evidence=_evidence(code, article, resources),
    )


def _evidence(code: str, article: CleanArticle, resources: TopicResources) -> tuple[Evidence, ...]:
    found = []
    if article.headline:
        terms, score = resources.lexicon.terms(code, article.headline)
        found.append(Evidence(start=0, end=len(article.headline), score=score, terms=terms, field="headline"))
    for paragraph in paragraphs(article.text):
        for sentence in sentences(article.text, paragraph):
            terms, score = resources.lexicon.terms(code, article.text[sentence.start : sentence.end])
            found.append(Evidence(start=sentence.start, end=sentence.end, score=score, terms=terms))
    best = sorted((piece for piece in found if piece.terms), key=lambda piece: -piece.score)[:_MAX_EVIDENCE]
    return tuple(piece.model_copy(update={"score": round(min(piece.score, 1.0), _DIGITS)}) for piece in best)
