"""Results as the commands print them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from newsmill.article import Result, Topic

if TYPE_CHECKING:
    from workers.store import NearDuplicate

SHOWN_ENTITIES = 12
SHOWN_EVIDENCE = 160  # characters


def result_lines(result: Result, *, whole_text: bool = True) -> Iterator[RenderableType]:
    """A result: head, text, entities, topics with evidence, what was removed."""
    yield Text(result.headline or "(no headline)", style="bold")
    facts = [
        f"{result.article_id} version {result.article_version or '-'}",
        result.byline and f"by {result.byline}",
        result.published_at and f"{result.published_at:%Y-%m-%d %H:%M} UTC",
        result.source or result.site,
        result.language and f"language {result.language}",
        counted(len(result.text.split()), "word"),
    ]
    yield Text("  ".join(str(fact) for fact in facts if fact), style="dim")
    for warning in result.warnings:
        yield Text(f"warning: {warning}", style="yellow")
    if whole_text:
        yield Text()
        yield Text(result.text)
        yield Text()
    yield facts_table(result)


def counted(number: int, noun: str) -> str:
    """The number with its noun: "1 word", "2 words"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def facts_table(result: Result) -> Table:
    """Topics, entities, values and removed lines as one table."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for number, topic in enumerate(result.topics):
        table.add_row("topics" if number == 0 else "", _topic(topic, result))
    if not result.topics:
        table.add_row("topics", Text(f"none: {result.abstained or 'not tagged'}", style="dim"))
    best = sorted(result.entities, key=lambda entity: (-entity.salience, entity.id))
    names = [_with_note(entity.name, f" {entity.label} ×{entity.count}") for entity in best[:SHOWN_ENTITIES]]
    more = len(best) - SHOWN_ENTITIES
    listed = Text(", ").join(names) + (f" and {more} more" if more > 0 else "")
    if result.pipeline.entities:  # `topics try` runs no such stage
        table.add_row("entities", listed if names else Text("none", style="dim"))
    values = [
        _with_note(v.text, f" = {v.amount} {v.currency or v.unit or ''}".rstrip() if v.amount else "")
        for v in result.values[:SHOWN_ENTITIES]
    ]
    if values:
        table.add_row("values", Text(", ").join(values))
    if result.removed:
        reasons = dict.fromkeys(piece.reason for piece in result.removed)
        table.add_row("removed", Text(f"{counted(len(result.removed), 'piece')}: {', '.join(reasons)}"))
    return table


def _with_note(words: str, note: str) -> Text:
    return Text.assemble(words, (note, "dim"))


def _topic(topic: Topic, result: Result) -> Text:
    line = _with_note(topic.name, f" {topic.id} {topic.score:.2f}")
    if topic.evidence:
        best = topic.evidence[0]
        source = result.headline or "" if best.field == "headline" else result.text
        sentence = " ".join(source[best.start : best.end].split())
        if len(sentence) > SHOWN_EVIDENCE:
            sentence = sentence[:SHOWN_EVIDENCE].rsplit(" ", 1)[0] + " …"
        line.append(f"\n“{sentence}”", style="dim")
    return line


def near_duplicate_line(link: "NearDuplicate", article_id: str) -> RenderableType:
    """A link to an article of nearly the same text, seen from one of the two."""
    share = f"{link.similarity:.0%} of the text"
    if link.article_id == article_id:
        return Text(f"nearly repeats {link.of_article_id} version {link.of_version} ({share})", style="yellow")
    return Text(f"nearly repeated by {link.article_id} version {link.version} ({share})", style="dim")
