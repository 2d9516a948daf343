"""From corpus and word vectors to a calibrated topic model."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from workers.topics.building import labels
from workers.topics.corpus import Item
from workers.topics.embedding import Embedding, Floats, item_vector
from workers.topics.fitting import fit, sigmoid
from workers.topics.model import Calibration, Examples, Model
from workers.topics.pairs import fit_pairs, main_directions
from workers.topics.scheme import Scheme
from workers.topics.word_pieces import Indices

_PART_IMPORTANCE = 0.5  # headline alone and text alone teach too, since much of what comes in is only one of them
_NOTE_IMPORTANCE = 0.3
_TOP_PENALTY, _DEEP_PENALTY = 5.0, 2.0  # top topics must not hang on single words; deep ones do
_PAIRED, _REACH = 48, 1.7  # directions whose products top topics are told by, and their length: docs/choices
_NEWS_STRENGTH = 1.25  # the heads are surer of themselves on news than they should be
_HELD_OUT = 5  # one item in so many calibrates


@dataclass(frozen=True)
class Knowledge:
    """What the corpus cannot say.

    news_share: each top topic's share of the news; also: topics that go along with others; importance: of the items of
    a corpus file, by its name without suffix; 1 for the others.
    """

    news_share: Mapping[str, float]
    also: Mapping[str, str]
    importance: Mapping[str, float]


def train(
    items: Sequence[Item], notes: Sequence[Item], embedding: Embedding, scheme: Scheme, knowledge: Knowledge
) -> Model:
    """Fit on four fifths and calibrate on the rest, then fit on everything and keep the calibration.

    notes: one item a topic, of its name, scope note and terms; they teach a little, and are nobody's nearest example.
    """
    codes = labels.topics_to_learn(items, scheme)
    embedding = embedding.centred_on([f"{item.headline}. {item.text}" for item in items])
    held_out = [_is_held_out(item) for item in items]
    seen = [item for item, out in zip(items, held_out, strict=True) if not out]
    unseen = [item for item, out in zip(items, held_out, strict=True) if out]
    model = _fit(seen, notes, codes, embedding, scheme, knowledge)
    top, deep = _calibrate(model, unseen, scheme, knowledge)
    return replace(_fit(items, notes, codes, embedding, scheme, knowledge), top_calibration=top, deep_calibration=deep)


def item_vectors(items: Sequence[Item], embedding: Embedding) -> tuple[Floats, Floats, Floats]:
    """(items, dimensions) each: the whole item, its headline, its text."""
    headlines = embedding.vectors_of([item.headline for item in items])
    texts = embedding.vectors_of([item.text for item in items])
    return item_vector(headlines, texts), headlines, texts


def _is_held_out(item: Item) -> bool:
    return hashlib.sha256(item.headline.encode()).digest()[0] % _HELD_OUT == 0


def _fit(
    items: Sequence[Item],
    notes: Sequence[Item],
    codes: tuple[str, ...],
    embedding: Embedding,
    scheme: Scheme,
    knowledge: Knowledge,
) -> Model:
    place = {code: number for number, code in enumerate(codes)}
    roots = np.array([place[scheme.path(code)[0]] for code in codes])
    parents = np.array([place.get(scheme.concepts[code].parent or "", -1) for code in codes])
    whole, headlines, texts = item_vectors(items, embedding)
    vectors = np.concatenate([whole, headlines, texts, embedding.vectors_of([note.text for note in notes])])
    own = np.array([knowledge.importance.get(item.source, 1.0) for item in items], np.float32)
    of_notes = np.full(len(notes), _NOTE_IMPORTANCE, np.float32)
    of_items = [own, own * _PART_IMPORTANCE, own * _PART_IMPORTANCE]
    importance = np.concatenate([*of_items, of_notes], dtype=np.float32)[:, None]
    wide = labels.wide_degrees(items, codes, scheme, knowledge.also)
    narrow = labels.narrow_degrees(items, codes)
    notes_wide = labels.wide_degrees(notes, codes, scheme, knowledge.also)
    notes_narrow = labels.narrow_degrees(notes, codes)
    rows, columns, degrees = labels.entries(narrow)
    targets = np.concatenate([wide, wide, wide, notes_wide])
    penalty = np.where(parents < 0, _TOP_PENALTY, _DEEP_PENALTY).astype(np.float32)
    wide_head = fit(vectors, targets, importance, penalty)
    directions = main_directions(wide_head.weights, _PAIRED, _REACH)
    unset = Calibration(1.0, 0.0)
    return Model(
        embedding=embedding,
        codes=codes,
        parents=parents,
        roots=roots,
        wide=wide_head,
        narrow=fit(vectors, np.concatenate([narrow, narrow, narrow, notes_narrow]), importance, penalty),
        pairs=fit_pairs(vectors, targets[:, parents < 0], importance, _TOP_PENALTY, directions),
        priors=_priors(wide, codes, roots, knowledge),
        examples=Examples(whole, [item.headline for item in items], rows, columns, degrees),
        top_calibration=unset,
        deep_calibration=unset,
    )


def _priors(wide: Floats, codes: Sequence[str], roots: Indices, knowledge: Knowledge) -> Floats:
    """log(share in the news / share in the corpus) of each topic's root, somewhat stretched."""
    tops = sorted(set(roots.tolist()))
    in_corpus = wide[:, tops].mean(0) / wide[:, tops].mean(0).sum()
    in_news = np.array([knowledge.news_share[codes[top]] for top in tops])
    offset = dict(zip(tops, _NEWS_STRENGTH * np.log(in_news / in_news.sum() / in_corpus), strict=True))
    return np.array([offset[root] for root in roots.tolist()], np.float32)


def _calibrate(
    model: Model, items: Sequence[Item], scheme: Scheme, knowledge: Knowledge
) -> tuple[Calibration, Calibration]:
    whole, _, _ = item_vectors(items, model.embedding)
    no_parts = np.zeros((0, whole.shape[1]), np.float32)
    raw = np.array([model.raw(vector, no_parts) for vector in whole])
    truth = (labels.wide_degrees(items, model.codes, scheme, knowledge.also) > 0).astype(np.float32)
    top = model.is_top
    return _platt(raw[:, top].ravel(), truth[:, top].ravel()), _platt(raw[:, ~top].ravel(), truth[:, ~top].ravel())


def _platt(scores: Floats, truth: Floats) -> Calibration:
    """Logistic regression of one variable by Newton's method."""
    centre, spread = float(scores.mean()), float(scores.std())
    inputs = np.stack([(scores - centre) / spread, np.ones_like(scores)], axis=1).astype(np.float64)
    weights = np.zeros(2)
    for _ in range(30):
        chance = sigmoid((inputs @ weights).astype(np.float32)).astype(np.float64)
        slope = inputs.T @ (chance - truth) + 1e-3 * weights
        curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + 1e-3 * np.eye(2)
        weights -= np.linalg.solve(curve, slope)
    return Calibration(float(weights[0] / spread), float(weights[1] - weights[0] * centre / spread))
