"""Paragraph chunks with exact offsets: the units that the model reads, so that no span can cross a paragraph."""

import re
from collections.abc import Iterator

# Any of Python's line boundaries ends a paragraph; a single one too, since scraped text seldom doubles them.
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# No word is this long: base64, minified code, glued text. The model learns nothing from it and pays for it.
_MAX_WORD = 100
_FLOOD = re.compile(rf"\S{{{_MAX_WORD + 1},}}")
# A paragraph beyond this is cut after a sentence or at a space: the model's memory grows with its longest chunk.
_MAX_CHUNK = 3000
_SENTENCE_END = re.compile(r"[.!?][\"')\]’”]*\s+(?=\S)")


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece) in order, `text[offset:offset + len(piece)] == piece`.

    Pieces are stripped paragraphs of at most 3,000 characters; what runs on for more than 100 characters without a
    space is left out.
    """
    for line in _LINE.finditer(text):
        start = line.start()
        for flood in _FLOOD.finditer(text, line.start(), line.end()):
            yield from _pieces(text, start, flood.start())
            start = flood.end()
        yield from _pieces(text, start, line.end())


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    while end - start > _MAX_CHUNK:
        cut = _cut(text, start, start + _MAX_CHUNK)
        yield from _stripped(text, start, cut)
        start = cut
    yield from _stripped(text, start, end)


def _cut(text: str, start: int, limit: int) -> int:
    """Where to end a chunk: after the last sentence of its second half, else at its last space, else at the limit."""
    middle = start + (limit - start) // 2
    ends = [match.end() for match in _SENTENCE_END.finditer(text, middle, limit)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", middle, limit)
    return space if space > start else limit


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        yield start + len(piece) - len(piece.lstrip()), bare
