"""A tagger without a model: it finds the names that a test lists, so that rules are tested on what they are given."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from newsmill.article import CleanArticle, Entities
from workers.entities import EntityOptions, EntityResources, extract
from workers.entities.lexicon import load_lexicon
from workers.entities.model import Tagged

DATA = Path(__file__).parents[3] / "config" / "entities"


@dataclass
class ListTagger:
    """Tags every whole-word occurrence of its names."""

    names: Mapping[str, str]
    name: str = "list-1"
    seen: list[str] = field(default_factory=list)

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        self.seen.extend(texts)
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> list[Tagged]:
        found: list[Tagged] = []
        if not self.names:
            return found
        names = "|".join(sorted(map(re.escape, self.names), key=len, reverse=True))
        for match in re.finditer(rf"(?<!\w)(?:{names})(?!\w)", text):
            found.append(Tagged(match.start(), match.end(), self.names[match[0]]))
        return found


@pytest.fixture
def run() -> Callable[..., Entities]:
    """run(text, {name: label}, headline=…, language=…): the stage with a tagger that knows the names."""

    def go(text: str, names: Mapping[str, str], headline: str | None = None, language: str | None = "en") -> Entities:
        resources = EntityResources(EntityOptions(data=DATA), ListTagger(names), load_lexicon(DATA), "test")
        return extract(CleanArticle(stamp="", text=text, headline=headline, language=language), resources)

    return go
