"""How certain a topic must be: the numbers, and the rules that apply them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.topics.embedding import Floats
from workers.topics.model import Model
from workers.topics.options import TopicOptions
from workers.topics.scheme import Concept

# Chosen by leave-one-out on the development sets: docs/choices/topics.md.
_TOP = 0.32
_DEEP = 0.40
_NEAR_BEST_TOP = 0.6  # a further top topic is given only when it comes this near to the best one
_NEAR_BEST_DEEP = 0.4
_NEAR_BEST_TOP_SHORT = 0.8
_SHORT_WORDS, _HEADLINE_WORDS = 60, 20  # word pieces; a teaser has about forty, a headline alone twelve
# Short texts must go so much of the way from the threshold to certainty beyond it: docs/choices/topics.md.
_TOP_STRICTER, _TOP_STRICTER_HEADLINE = 0.117, 0.41
_DEEP_STRICTER = 0.333  # a few words often fit two sisters: a deep topic is given when six of seven such are right
_FEW = 3


@dataclass(frozen=True)
class Thresholds:
    """Least probability of a top topic, of a deep one, and of topics that have a threshold of their own.

    custom: codes of the operator's topics, which are given without regard to the score of their top topic.
    """

    top: float
    deep: float
    own: Mapping[str, float]
    custom: frozenset[str] = frozenset()

    @classmethod
    def of(cls, options: TopicOptions, custom: Sequence[Concept]) -> "Thresholds":
        """The shipped thresholds, or the operator's one for all, and those of custom topics."""
        own = {concept.code: concept.threshold for concept in custom if concept.threshold is not None}
        codes = frozenset(concept.code for concept in custom)
        return cls(options.threshold or _TOP, options.threshold or _DEEP, own, codes)

    def least(self, model: Model, chances: Floats, size: int) -> Floats:
        """What each topic must reach, given the best ones of this article of so many word pieces."""
        short = size < _SHORT_WORDS
        near = _NEAR_BEST_TOP_SHORT if short else _NEAR_BEST_TOP
        stricter = (_TOP_STRICTER_HEADLINE if size < _HEADLINE_WORDS else _TOP_STRICTER) * short
        top = max(_beyond(self.top, stricter), near * float(chances[model.is_top].max(initial=0)))
        deep = max(
            _beyond(self.deep, _DEEP_STRICTER * short), _NEAR_BEST_DEEP * float(chances[~model.is_top].max(initial=0))
        )
        least = np.where(model.is_top, top, deep).astype(np.float32)
        for code in self.own.keys() & model.place.keys():
            least[model.place[code]] = self.own[code]
        return np.minimum(least, np.float32(0.99))

    def passing(self, model: Model, chances: Floats, size: int) -> NDArray[np.bool_]:
        """Which topics are given. A deep one needs its top topic; one of the operator's own brings it along."""
        reached = chances >= self.least(model, chances, size)
        custom = np.zeros(len(model.codes), bool)
        custom[[model.place[code] for code in self.custom & model.place.keys()]] = True
        given: NDArray[np.bool_] = reached & (reached[model.roots] | custom)
        given[model.roots[given]] = True
        return given

    @staticmethod
    def most(size: int, asked: int) -> int:
        """How many topics an article of so many word pieces may get."""
        return min(asked, _FEW) if size < _SHORT_WORDS else asked

    def as_list(self) -> list[object]:
        """All that decides, for the stamp."""
        return [
            self.top,
            self.deep,
            _NEAR_BEST_TOP,
            _NEAR_BEST_DEEP,
            _NEAR_BEST_TOP_SHORT,
            _SHORT_WORDS,
            _HEADLINE_WORDS,
            _TOP_STRICTER,
            _TOP_STRICTER_HEADLINE,
            _DEEP_STRICTER,
            _FEW,
            *sorted(self.own.items()),
        ]


def _beyond(threshold: float, share: float) -> float:
    """The threshold moved by a share of what lies between it and certainty."""
    return threshold + share * (1 - threshold)
