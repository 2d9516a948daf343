"""Which words speak for which topic: tf-idf profiles made of names, terms, descriptions and examples."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workers.topics.words import words

_OWN_WORDS = 3.0  # a topic's name and terms were chosen to stand for it; a word of an example only stands near it


@dataclass(frozen=True)
class Lexicon:
    """`profiles[code][word]` is the weight of a word for a topic, each profile of length 1; `rarity` weighs words."""

    profiles: Mapping[str, Mapping[str, float]]
    rarity: Mapping[str, float]

    def scores(self, counts: Mapping[str, float]) -> dict[str, float]:
        """Cosine, 0 to 1, of the counted words with every topic's profile."""
        article = {word: math.log1p(count) * self.rarity[word] for word, count in counts.items() if word in self.rarity}
        length = _length(article.values())
        if not length:
            return dict.fromkeys(self.profiles, 0.0)
        return {
            code: sum(weight * profile.get(word, 0.0) for word, weight in article.items()) / length
            for code, profile in self.profiles.items()
        }

    def terms(self, code: str, text: str, most: int = 5) -> tuple[tuple[str, ...], float]:
        """The words of the text that speak for the topic, strongest first, and the sum of their weights."""
        profile = self.profiles[code]
        found = {word: profile[word] for word in words(text) if word in profile}
        strongest = sorted(found, key=lambda word: (-found[word], word))[:most]
        return tuple(strongest), math.fsum(sorted(found.values()))


def learn(own: Mapping[str, str], examples: Mapping[str, Iterable[str]]) -> Lexicon:
    """Make the profiles. `own`: code to its name, terms and description; `examples`: code to example texts."""
    counts: dict[str, Counter[str]] = {}
    for code, text in own.items():
        counts[code] = Counter({word: count * _OWN_WORDS for word, count in Counter(words(text)).items()})
        for example in examples.get(code, ()):
            counts[code].update(words(example))
    spread = Counter(word for profile in counts.values() for word in profile)
    rarity = {word: math.log((1 + len(counts)) / count) for word, count in sorted(spread.items())}
    profiles = {}
    for code, counted in counts.items():
        weights = {word: math.log1p(count) * rarity[word] for word, count in sorted(counted.items())}
        length = _length(weights.values()) or 1.0
        profiles[code] = {word: weight / length for word, weight in weights.items()}
    return Lexicon(profiles, rarity)


def _length(weights: Iterable[float]) -> float:
    return math.sqrt(math.fsum(weight * weight for weight in weights))
