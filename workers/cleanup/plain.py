"""Plain text: take out the lines that are not the article's own."""

from dataclasses import dataclass

from workers.article import Removed
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.lines import Line
from workers.cleanup.tail import tail_start


@dataclass(frozen=True)
class Cleaned:
    """The article's own lines, and the others with reasons, both in the order of the input."""

    lines: tuple[Line, ...]
    removed: tuple[Removed, ...]


def clean_lines(lines: tuple[Line, ...], lexicon: Lexicon) -> Cleaned:
    """Take out furniture and the tail, again and again until nothing more goes: doing it twice is doing it once."""
    removed: list[Removed] = []
    while True:
        kept, gone = _one_pass(lines, lexicon)
        removed.extend(gone)
        if not gone:
            return Cleaned(kept, tuple(removed))
        lines = kept


def _one_pass(lines: tuple[Line, ...], lexicon: Lexicon) -> tuple[tuple[Line, ...], list[Removed]]:
    end = tail_start(lines, lexicon)
    kept: list[Line] = []
    removed: list[Removed] = []
    for line in lines[:end]:
        reason = lexicon.reason(line.text)
        if reason is None:
            kept.append(line)
        else:
            removed.append(Removed(text=line.text, reason=reason))
    removed.extend(Removed(text=line.text, reason="related-articles tail") for line in lines[end:])
    return tuple(kept), removed
