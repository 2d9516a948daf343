"""A mention: one name at its exact position, before its entity is known."""

from dataclasses import dataclass, replace
from typing import Literal, Self

Field = Literal["text", "headline"]

LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """`source[start:end] == text`, in code points, where source is the field that the mention stands in."""

    start: int
    end: int
    label: str
    text: str
    field: Field = "text"

    def relabelled(self, label: str) -> Self:
        """The same place under another label."""
        return self if label == self.label else replace(self, label=label)


def in_reading_order(mention: Mention) -> tuple[bool, int, int]:
    """Sort key: the headline first, then the text from its start."""
    return (mention.field == "text", mention.start, mention.end)
