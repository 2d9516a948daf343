"""Sentences and paragraphs of a text, with their exact places, by rule: no model, so the same on every machine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")
_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Þ])")
_NO_END = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|Inc|Corp|Co|Ltd|vs|No|Fig|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)|\b[A-Z])\.$"
)


@dataclass(frozen=True)
class Piece:
    """`text[start:end]`, in code points."""

    start: int
    end: int


def paragraphs(text: str) -> Iterator[Piece]:
    """The lines of the text that hold more than white space, without the white space around them."""
    for match in _PARAGRAPH.finditer(text):
        yield Piece(*match.span())


def sentences(text: str, paragraph: Piece) -> Iterator[Piece]:
    """The sentences of one paragraph, in order; none is empty, and together they hold every word of it."""
    start = paragraph.start
    for match in _END.finditer(text, paragraph.start, paragraph.end):
        stop = match.start() + 1
        if _NO_END.search(text[max(start, stop - 8) : stop]):
            continue
        end = match.end() - len(match.group()) + len(match.group().rstrip())
        yield Piece(start, end)
        start = match.end()
    if start < paragraph.end:
        yield Piece(start, paragraph.end)
