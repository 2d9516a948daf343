"""What a line of a plain text says about itself and its neighbourhood: numbers for the learned line classifier."""

import numpy as np

from workers.cleanup.context import Matrix, densest, shifted, since, until, window, wording_context
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.line_features import NAMES, line_features
from workers.cleanup.lines import Line

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


def text_features(lines: list[Line], lexicon: Lexicon, wording: Matrix, english: bool) -> Matrix:
    """One row a line; the columns are those the model was trained with, in this order."""
    own = line_features(lines, lexicon, None, english)
    column = {name: own[:, at] for at, name in enumerate(NAMES)}
    words = column["words"] ** 2
    is_prose = (column["sentence"] > 0) & (words >= _PROSE_WORDS)
    if english:
        is_prose &= column["function_share"] > 0.15
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
        np.log1p(prose_before),
        np.log1p(all_prose - prose_before - prose),
        since(is_prose, at),
        until(is_prose),
        since(column["tail"] > 0, before),
        since(column["lexicon"] > 0, at),
        until(column["lexicon"] > 0),
        since(column["headline_equal"] > 0, at),
        np.cumsum(column["tail"] > 0),
        since((column["repeated"] > 1) & (column["title_like"] > 0) & (words >= 4), at),
    ]
    for cost in _COSTS:
        first, last = densest(prose, cost)
        place += [np.clip(at - first, -40, 40), np.clip(last - at, -40, 40), (at >= first) & (at <= last)]
    near = np.stack([column[name] for name in _NEAR], 1)
    sums = np.stack([prose, words, column["title_like"], column["lexicon"], words < 6, column["date"]], 1).astype(
        np.float32
    )
    whole = [np.log1p(count), np.log1p(total), all_prose / total, total / count, column["title_like"].mean()]
    return np.concatenate(
        [
            own,
            np.stack(place, 1),
            *(shifted(near, step) for step in (-3, -2, -1, 1, 2, 3)),
            window(sums, 3),
            window(sums, 10),
            wording_context(wording, words, english),
            np.tile(np.array(whole), (count, 1)),
        ],
        1,
    ).astype(np.float32)
