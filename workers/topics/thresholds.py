"""How certain a topic must be to be given: the numbers, and the rules that apply them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from workers.topics.embedding import Floats
from workers.topics.model import Model
from workers.topics.options import TopicOptions
from workers.topics.scheme import Concept

# Chosen by leave-one-out on the development sets: docs/choices/topics.md.
_TOP = 0.32
_DEEP = 0.48
_NEAR_BEST_TOP = 0.6  # a further top topic is given only when it comes this near to the best one
_NEAR_BEST_DEEP = 0.4
_SHORT_WORDS = 30  # word pieces; a headline alone has about twelve
_STRICTER = 0.08
_FEW = 3


@dataclass(frozen=True)
class Thresholds:
    """Least probability of a top topic, of a deep one, and of topics that have a threshold of their own."""

    top: float
    deep: float
    own: Mapping[str, float]

    @classmethod
    def of(cls, options: TopicOptions, custom: Iterable[Concept]) -> "Thresholds":
        """The shipped thresholds, or the operator's one for all, and those of custom topics."""
        own = {concept.code: concept.threshold for concept in custom if concept.threshold is not None}
        return cls(options.threshold or _TOP, options.threshold or _DEEP, own)

    def least(self, model: Model, chances: Floats, size: int) -> Floats:
        """What each topic must reach, given the best ones of this article of so many word pieces."""
        stricter = _STRICTER if size < _SHORT_WORDS else 0.0
        top = max(self.top + stricter, _NEAR_BEST_TOP * float(chances[model.is_top].max(initial=0)))
        deep = max(self.deep + stricter, _NEAR_BEST_DEEP * float(chances[~model.is_top].max(initial=0)))
        least = np.where(model.is_top, top, deep).astype(np.float32)
        for number, code in enumerate(model.codes) if self.own else ():
            least[number] = self.own.get(code, least[number])
        return np.minimum(least, np.float32(0.99))

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
            _SHORT_WORDS,
            _STRICTER,
            _FEW,
            *sorted(self.own.items()),
        ]
