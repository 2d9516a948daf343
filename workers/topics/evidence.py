"""The sentences that earned a topic: which speak for it most, by which words, and like which example."""

import numpy as np

from workers.article import Evidence
from workers.topics.embedding import Floats
from workers.topics.fitting import sigmoid
from workers.topics.model import Model
from workers.topics.reading import Reading, Sentence

_MOST_SENTENCES = 3
_MOST_TERMS = 5
_SHARE_OF_BEST = 0.6
_DIGITS = 4


def find_evidence(topic: int, reading: Reading, model: Model) -> tuple[Evidence, ...]:
    """The best sentences, best first; the score, 0 to 1, says how far a sentence alone speaks for the topic."""
    if not reading.sentences:
        return ()
    support = (reading.sentence_vectors @ model.direction(topic)).round(_DIGITS)
    order = np.argsort(-support, kind="stable")[:_MOST_SENTENCES]
    least = max(support[order[0]] * _SHARE_OF_BEST, 0)
    chosen = [number for number in order.tolist() if number == order[0] or support[number] >= least]
    scores = sigmoid(support)
    return tuple(
        Evidence(
            start=(sentence := reading.sentences[number]).start,
            end=sentence.end,
            field=sentence.field,
            score=round(float(scores[number]), _DIGITS),
            terms=_terms(topic, sentence, reading, model),
            example=_nearest_example(topic, reading.sentence_vectors[number], model),
        )
        for number in chosen
    )


def _terms(topic: int, sentence: Sentence, reading: Reading, model: Model) -> tuple[str, ...]:
    """The sentence's words whose vectors point most toward the topic, as they stand there."""
    source = reading.article.headline or "" if sentence.field == "headline" else reading.article.text
    words = model.embedding.whole_words(source[sentence.start : sentence.end])
    push: dict[str, float] = {}
    for word, ids in words:
        away = model.embedding.vectors[ids].mean(0) - model.embedding.centre
        if len(word) > 2 or word.isupper():
            push[word] = max(push.get(word, 0.0), round(float(away @ model.direction(topic)), _DIGITS))
    best = sorted((word for word, strength in push.items() if strength > 0), key=lambda word: (-push[word], word))
    return tuple(best[:_MOST_TERMS])


def _nearest_example(topic: int, vector: Floats, model: Model) -> str | None:
    rows = model.examples_under[topic]
    if not len(rows):
        return None
    return model.examples.headlines[int(rows[np.argmax(model.examples.vectors[rows] @ vector)])]
