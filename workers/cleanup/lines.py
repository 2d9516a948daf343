"""A text as lines with the paragraph breaks between them, and the properties of a single line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_BEHIND = "\"'”’»)]」』"  # what may follow the end of a sentence
_ENDS = (".", "!", "?", "。", "！", "？", "।", "؟", "۔")
_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


@dataclass(frozen=True)
class Line:
    """One line; `gap` says that a blank line stands before it."""

    text: str
    gap: bool = False

    @cached_property
    def words(self) -> int:
        return len(_WORD.findall(self.text))

    @cached_property
    def ends_sentence(self) -> bool:
        """Ends as a sentence does, and not with an ellipsis."""
        return ends_sentence(self.text)

    @cached_property
    def is_title_like(self) -> bool:
        """Short, not a full sentence: a headline, a section heading, a teaser's title."""
        is_short = len(self.text) <= 160 and not self.text.endswith((".", ",", ";", ":", "…", "”", "。", "।", "۔"))
        return is_short and self.words <= 20


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, and not with an ellipsis."""
    bare = text.rstrip(_BEHIND)
    return bare.endswith(_ENDS) and not bare.endswith("...")


def split_lines(text: str) -> list[Line]:
    """Lines without blank ones."""
    lines: list[Line] = []
    gap = False
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            lines.append(Line(stripped, gap and bool(lines)))
            gap = False
        else:
            gap = True
    return lines


def join_lines(lines: Iterable[Line]) -> str:
    """The text of lines, one blank line where there was a gap. `split_lines` gives the same lines again."""
    return "".join(("\n\n" if line.gap else "\n") + line.text for line in lines).lstrip("\n")
