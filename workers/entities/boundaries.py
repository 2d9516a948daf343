"""Where a name starts and ends: articles, possessives and stray punctuation taken off what the model tagged."""

import re
from collections.abc import Iterable, Iterator

from workers.entities.model import Tagged

_BEFORE = re.compile(r"(?:[\s\"'“”‘’(\[{<,;:*•·—–-]+|(?:the|The|THE|a|A|an|An)\s+)+")
_AFTER = re.compile(r"(?:\s*['’]s|\s*['’]|[\s\"“”‘’'(\[{<>}\])*,;:!?—–-])+$")


def mend_boundaries(text: str, tagged: Iterable[Tagged]) -> Iterator[Tagged]:
    """Yield the spans without what is not part of a name; a span with nothing left is dropped."""
    for start, end, label in tagged:
        name = text[start:end]
        before = _BEFORE.match(name)
        first = before.end() if before else 0
        after = _AFTER.search(name, first)
        last = after.start() if after else len(name)
        if first < last:
            yield Tagged(start + first, start + last, label)
