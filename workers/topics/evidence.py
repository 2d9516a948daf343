"""The evidence for a topic: the sentences that support it most, by which words, and the most similar example."""

import numpy as np

from newsmill.article import Evidence
from workers.topics.embedding import Floats
from workers.topics.model import Model
from workers.topics.reading import Reading, Sentence

_MOST_SENTENCES = 3
_MOST_TERMS = 5
_SHARE_OF_BEST = 0.6
_SHARE_OF_BEST_TERM = 0.3
_DIGITS = 4


def find_evidence(topic: int, reading: Reading, model: Model) -> tuple[Evidence, ...]:
    """The best sentences, best first; the score, 0 to 1, says how far a sentence alone speaks for the topic."""
    if not reading.sentences:
        return ()
    support = model.support(reading.sentence_vectors, topic).round(_DIGITS)
    best = np.argsort(-support, kind="stable")[:_MOST_SENTENCES].tolist()
    chosen = [number for number in best if support[number] >= support[best[0]] * _SHARE_OF_BEST]
    return tuple(_evidence(topic, number, float(support[number]), reading, model) for number in chosen)


def _evidence(topic: int, number: int, support: float, reading: Reading, model: Model) -> Evidence:
    sentence = reading.sentences[number]
    return Evidence(
        start=sentence.start,
        end=sentence.end,
        field=sentence.field,
        score=round(support, _DIGITS),
        terms=_terms(topic, sentence, reading, model),
        example=_nearest_example(topic, reading.sentence_vectors[number], model),
    )


def _terms(topic: int, sentence: Sentence, reading: Reading, model: Model) -> tuple[str, ...]:
    """The sentence's words whose vectors point most toward the topic, as they stand there, strongest first."""
    pieces = reading.words.of(sentence.words)
    first = np.append(0, 1 + np.flatnonzero(pieces.opens[1:]))
    push = np.add.reduceat(reading.rows[sentence.words] @ model.directions[topic], first).round(_DIGITS)
    starts = pieces.starts[first]
    ends = pieces.ends[np.append(first[1:], len(pieces.ids)) - 1]
    source = reading.article.headline or "" if sentence.field == "headline" else reading.article.text
    least = push.max() * _SHARE_OF_BEST_TERM
    found: dict[str, str] = {}
    for number in np.argsort(-push, kind="stable").tolist():
        word = source[starts[number] : ends[number]]
        if push[number] < least or len(found) == _MOST_TERMS:
            break
        if len(word) > 1 and word[0].isalpha():
            found.setdefault(word.lower(), word)
    return tuple(found.values())


def _nearest_example(topic: int, vector: Floats, model: Model) -> str | None:
    rows = model.examples_under[topic]
    if not len(rows):
        return None
    return model.examples.headlines[int(rows[np.argmax(model.examples.vectors.take(rows, 0) @ vector)])]
