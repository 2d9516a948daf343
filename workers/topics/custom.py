"""An operator's own topics: heads learned from their examples when a worker starts, and the terms they require."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from newsmill.article import CleanArticle
from newsmill.errors import Misconfigured
from workers.topics.embedding import Floats
from workers.topics.fitting import Head, fit
from workers.topics.model import Examples, Model
from workers.topics.problems import Problems
from workers.topics.scheme import Concept, Scheme

ENOUGH_EXAMPLES = 6
_NEAR_RELATION = (
    0.2  # corpus items of the topic's parent may well be on the topic, unlabelled: they count little against it
)
_EXAMPLE_IMPORTANCE = 24.0  # eight examples against thousands of items
_PENALTY = 2.0  # a handful of examples is all that is known of these topics: they are taken at their word


def add_custom_topics(
    model: Model, custom: Sequence[Concept], scheme: Scheme, *, alone: bool
) -> tuple[Model, tuple[str, ...]]:
    """The model with heads for the custom topics too (or only, when alone), and warnings about thin ones.

    Raises Misconfigured for a topic that has neither examples nor terms nor topics below it.
    """
    new = [concept for concept in custom if not concept.retired]
    warnings = thin_topics(new)
    texts = [(text, concept) for concept in new for text in (*concept.examples, *_from_terms(concept))]
    vectors = model.embedding.vectors_of([text for text, _ in texts])
    narrow = np.array([[float(owner.code == one.code) for one in new] for _, owner in texts], np.float32)
    wide = np.array([[float(one.code in scheme.path(owner.code)) for one in new] for _, owner in texts], np.float32)
    heads = [_fit(model, new, vectors, targets.reshape(len(texts), len(new))) for targets in (wide, narrow)]
    base = _without_topics(model) if alone else model
    return _joined(base, new, texts, vectors, narrow, heads, scheme), warnings


def thin_topics(concepts: Sequence[Concept], problems: Problems | None = None) -> tuple[str, ...]:
    """Warnings about topics with few examples.

    Raises Misconfigured for one that nothing could be known by, or keeps it in `problems`.
    """
    problems = problems or Problems()
    with_children = {concept.parent for concept in concepts}
    warnings = []
    for concept in concepts:
        if concept.retired or concept.code in with_children:
            continue
        if not concept.examples and not concept.terms:
            why = "has no examples, no terms and no topic below it: nothing to know it by"
            do = "give it six or more short news items as examples"
            problems.add(Misconfigured(f"{concept.place}: topic '{concept.code}' {why}; {do}"))
        elif len(concept.examples) < ENOUGH_EXAMPLES:
            warnings.append(
                f"{concept.place}: topic '{concept.code}' has {len(concept.examples)} of the {ENOUGH_EXAMPLES}"
                " examples without which it will often be missed or given wrongly"
            )
    return tuple(warnings)


def allowed(concept: Concept, article: CleanArticle) -> bool:
    """Whether headline and text hold one of the topic's must-terms, if it has any, and none of its must-not-terms."""
    text = f"{article.headline or ''}\n{article.text}"
    if concept.must and not _pattern(concept.must).search(text):
        return False
    return not (concept.must_not and _pattern(concept.must_not).search(text))


@lru_cache(maxsize=1024)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(r"\s+".join(map(re.escape, term.split())) for term in terms)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _from_terms(concept: Concept) -> list[str]:
    """Name, terms and description together are one more example."""
    return [". ".join(filter(None, [concept.name, ", ".join(concept.terms), concept.description]))]


def _fit(model: Model, new: Sequence[Concept], vectors: Floats, targets: Floats) -> Head:
    """Examples against the corpus and against each other."""
    examples = model.examples
    importance = np.ones((len(examples.vectors) + len(vectors), len(new)), np.float32)
    importance[len(examples.vectors) :] = _EXAMPLE_IMPORTANCE
    codes = {code: number for number, code in enumerate(model.codes)}
    for column, concept in enumerate(new):
        if concept.parent in codes:
            importance[model.examples_under[codes[concept.parent]], column] = _NEAR_RELATION
    nothing = np.zeros((len(examples.vectors), len(new)), np.float32)
    inputs = np.concatenate([examples.vectors, vectors])
    return fit(inputs, np.concatenate([nothing, targets]), importance, _PENALTY)


def _without_topics(model: Model) -> Model:
    nothing = Head(model.wide.weights[:, :0], model.wide.bias[:0])
    none = np.zeros(0, np.int64)
    examples = replace(model.examples, rows=none, columns=none, degrees=np.zeros(0, np.float32))
    return replace(
        model,
        codes=(),
        parents=none,
        roots=none,
        wide=nothing,
        narrow=nothing,
        pairs=replace(model.pairs, head=Head(model.pairs.head.weights[:, :0], model.pairs.head.bias[:0])),
        priors=model.priors[:0],
        examples=examples,
    )


def _joined(
    model: Model,
    new: Sequence[Concept],
    texts: Sequence[tuple[str, Concept]],
    vectors: Floats,
    narrow: Floats,
    heads: Sequence[Head],
    scheme: Scheme,
) -> Model:
    codes = (*model.codes, *(concept.code for concept in new))
    place = {code: number for number, code in enumerate(codes)}
    roots = np.array([place.get(scheme.path(concept.code)[0], place[concept.code]) for concept in new], np.int64)
    parents = np.array([_nearest_known(concept, scheme, place) for concept in new], np.int64)
    roots_of_all = np.concatenate([model.roots, roots])
    priors = np.array([model.priors[root] if root < len(model.codes) else 0.0 for root in roots], np.float32)
    rows, columns = np.nonzero(narrow)
    examples = Examples(
        np.concatenate([model.examples.vectors, vectors]),
        [*model.examples.headlines, *(text.split(". ")[0] for text, _ in texts)],
        np.concatenate([model.examples.rows, rows + len(model.examples.vectors)]),
        np.concatenate([model.examples.columns, columns + len(model.codes)]),
        np.concatenate([model.examples.degrees, narrow[rows, columns]]),
    )
    wide, own = (
        Head(np.concatenate([old.weights, head.weights], axis=1), np.concatenate([old.bias, head.bias]))
        for old, head in zip((model.wide, model.narrow), heads, strict=True)
    )
    return replace(
        model,
        codes=codes,
        parents=np.concatenate([model.parents, parents]),
        roots=roots_of_all,
        wide=wide,
        narrow=own,
        priors=np.concatenate([model.priors, priors]),
        examples=examples,
    )


def _nearest_known(concept: Concept, scheme: Scheme, place: Mapping[str, int]) -> int:
    """The closest ancestor that has a head; -1 for a root."""
    return next((place[code] for code in reversed(scheme.path(concept.code)[:-1]) if code in place), -1)
