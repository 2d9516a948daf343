"""How certain a topic must be to be given: the numbers, and the rules that apply them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workers.topics.options import TopicOptions
from workers.topics.scheme import Concept

# Chosen by cross-validation on the development sets: docs/choices.
_TOP = 0.45
_DEEP = 0.30
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

    def least(self, code: str, deep: bool, size: int) -> float:
        """What a topic must reach in an article of so many word pieces; a short one must be more certain."""
        if code in self.own:
            return self.own[code]
        return min((self.deep if deep else self.top) + (_STRICTER if size < _SHORT_WORDS else 0.0), 0.99)

    @staticmethod
    def most(size: int, asked: int) -> int:
        """How many topics an article of so many word pieces may get."""
        return min(asked, _FEW) if size < _SHORT_WORDS else asked

    def as_list(self) -> list[object]:
        """All that decides, for the stamp."""
        return [self.top, self.deep, _SHORT_WORDS, _STRICTER, _FEW, sorted(self.own.items())]
