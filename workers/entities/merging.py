"""Mentions merged into entities: each person, organisation or place once, under its fullest name."""

from collections import Counter
from collections.abc import Sequence

from workers.article import Entity, Span
from workers.entities.mention import Mention, in_reading_order
from workers.entities.salience import salience


def merge(mentions: Sequence[Mention], text_length: int) -> tuple[tuple[Span, ...], tuple[Entity, ...]]:
    """Spans in reading order (headline first), and their entities as e1, e2 … in order of first mention."""
    ordered = sorted(mentions, key=in_reading_order)
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in ordered:
        groups.setdefault(_key(mention, ordered), []).append(mention)
    spans: list[tuple[Mention, str]] = []
    entities = []
    for number, group in enumerate(groups.values(), start=1):
        names = Counter(mention.text for mention in group)
        name = max(names, key=lambda text: (len(text), names[text]))
        aliases = tuple(text for text in names if text != name)
        entity = Entity(
            id=f"e{number}",
            label=group[0].label,
            name=name,
            aliases=aliases,
            count=len(group),
            salience=salience(group, text_length, len(ordered)),
        )
        entities.append(entity)
        spans.extend((mention, entity.id) for mention in group)
    spans.sort(key=lambda pair: in_reading_order(pair[0]))
    return (
        tuple(Span(start=m.start, end=m.end, label=m.label, text=m.text, entity=e, field=m.field) for m, e in spans),
        tuple(entities),
    )


def _key(mention: Mention, mentions: Sequence[Mention]) -> tuple[str, str]:
    """A person's single name belongs to the first fuller name that ends in it; everything else goes by its own text."""
    if mention.label == "PERSON" and " " not in mention.text:
        for fuller in mentions:
            if fuller.label == "PERSON" and fuller.text.endswith(" " + mention.text):
                return ("PERSON", fuller.text)
    return (mention.label, mention.text)
