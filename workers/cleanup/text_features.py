"""Features of a line of plain text and its neighbourhood, for the learned line classifier."""

import numpy as np

from workers.cleanup.arrays import Matrix
from workers.cleanup.context import FAR, cohesion, densest, shifted, since, until, window, wording_context
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.line_features import line_features
from workers.cleanup.tokens import Tokens

_PROSE_WORDS = 12
_COSTS = (4.0, 15.0)
_NEAR = (
    "words",
    "sentence",
    "cut",
    "title_like",
    "function_share",
    "lexicon",
    "tail",
    "date",
    "calls",
    "starts_lower",
    "question",
    "bullet",
    "credit",
)


def text_features(
    lines: list[str], tokens: Tokens, lexicon: Lexicon, wording: Matrix, headline: str | None, english: bool
) -> Matrix:
    """One row a line; the order of the columns is part of the trained model. `headline` may be words of the address."""
    own = line_features(lines, tokens, lexicon, headline, english)
    words = tokens.words.astype(np.float64)
    is_prose = (own["sentence"] > 0) & (words >= _PROSE_WORDS)
    if english:
        is_prose &= own["function_share"] > 0.15
    prose = words * is_prose
    count = len(lines)
    at = np.arange(count)
    total, all_prose = max(float(words.sum()), 1.0), max(float(prose.sum()), 1.0)
    before, prose_before = np.cumsum(words) - words, np.cumsum(prose) - prose
    place = [
        at / count,
        np.log1p(at),
        np.log1p(count - 1 - at),
        before / total,
        prose_before / all_prose,
        np.log1p(np.minimum(prose_before, FAR)),
        np.log1p(np.clip(all_prose - prose_before - prose, 0, FAR)),
        since(is_prose, at),
        until(is_prose),
        since(own["tail"] > 0, before),
        since(own["lexicon"] > 0, at),
        until(own["lexicon"] > 0),
        np.cumsum(own["tail"] > 0),
        since((own["repeated"] > 1) & (own["title_like"] > 0) & (words >= 4), at),
    ]
    likest = own["headline_overlap"] >= max(float(own["headline_overlap"].max()), 0.5)
    place += [likest, since(likest, at), since(likest, before), until(likest), cohesion(tokens, is_prose)]
    for cost in _COSTS:
        first, last = densest(prose, cost)
        place += [np.clip(at - first, -40, 40), np.clip(last - at, -40, 40), (at >= first) & (at <= last)]
    near = np.stack([own[name] for name in _NEAR], 1)
    sums = np.stack([prose, words, own["title_like"], own["lexicon"], words < 6, own["date"]], 1)
    titles = own["title_like"].mean()
    whole = [headline is not None, np.log1p(count), np.log1p(total), all_prose / total, total / count, titles]
    return np.concatenate(
        [
            np.stack(list(own.values()), 1),
            np.stack(place, 1),
            *(shifted(near, step) for step in (-3, -2, -1, 1, 2, 3)),
            window(sums, 3),
            window(sums, 10),
            wording_context(wording, words, english),
            np.tile(np.array(whole), (count, 1)),
        ],
        1,
    ).astype(np.float32)
