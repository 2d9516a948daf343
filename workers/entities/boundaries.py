"""Where a name starts and ends: the model's span, without what is not part of the name, with what was cut off."""

import re
from collections.abc import Iterable, Iterator

from workers.entities.cues import HONORIFICS, TITLE_PARTS, words
from workers.entities.model import Tagged

_BEFORE = re.compile(r"(?:[\s\"'“”‘’«»(\[{<,;:*•·|/&—–-]+|(?:the|The|THE|a|A|an|An|and|of|at|in|for|by|to)\s+)+")
_AFTER = re.compile(
    r"(?:\s*['’]s|['’]S(?=$)|[\s\"“”‘’'«»(\[{<>}\]*,;:!?|/—–-]+|(?<=\w\w\w)(?<!Inc)(?<!Ltd)(?<!Corp)(?<!Bros)\.|\s+(?:and|or|of|for|the|in|at|to|on|by|with|from|through|&))+$"
)
_NUMBERED = re.compile(r"(\S.* \d[\d.]*)(?: [A-Z]{2,3})")  # "Qwen 2.5 AI" is Qwen 2.5
_ADDRESS = re.compile(r"://|www\.|@\w|^#|\.(?:com|org|net|html?)\b/?")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2})\.\s+(?=\S)")
_AND = re.compile(r"\s+(?:&|and)\s+(?=[A-Z])")
_ABBREVIATIONS = words(
    "St Mt Ft Dr Mr Mrs Ms Jr Sr Prof Gen Col Capt Lt Sgt Maj Rev Hon Gov Sen Rep Inc Corp Ltd Co vs"
)
_PARTICLES = words(
    "de da do dos das del della di du des van von der den ter ten la le el al bin ibn bint abu ben bar af av zu y e i"
)
# The rest of a word that the tokenizer cut: "Tizya" of "Tizya-Tramm", "Sa" of "Sa’ar"; but never a possessive.
_REST = re.compile(r"(?:[-‑][^\W\d_][\w]*|['’](?!s\b|S\b)[^\W\d_]\w*|\w+)+")


def mend_boundaries(text: str, tagged: Iterable[Tagged]) -> Iterator[Tagged]:
    """Yield the spans with their right ends, in order and without overlap; a span with nothing left is dropped."""
    reached = 0
    for whole in tagged:
        for span in _people(text, whole) if whole.label == "PERSON" else (whole,):
            start, end = _whole_words(text, span.start, span.end, span.label)
            start, end = _trimmed(text, max(start, reached), end)
            if start >= end or _ADDRESS.search(text[start:end]):
                continue
            if span.label == "PERSON":
                start, end = _bare_person(text, start, end)
            if start < end:
                reached = end
                yield Tagged(start, end, span.label)


def _people(text: str, span: Tagged) -> Iterator[Tagged]:
    """Each of "Ana Ruiz & Ben Lind"."""
    start = span.start
    for between in _AND.finditer(text, span.start, span.end):
        yield Tagged(start, between.start(), span.label)
        start = between.end()
    yield Tagged(start, span.end, span.label)


def _whole_words(text: str, start: int, end: int, label: str) -> tuple[int, int]:
    if label == "PERSON" and end < len(text) and text[end - 1].isalpha():
        rest = _REST.match(text, end)
        if rest and not (text[end] in "-‑" and not text[end + 1 : end + 2].isupper()):
            end = rest.end()
    return start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    name = text[start:end]
    if "(" in name and ")" not in name:
        end = start + name.index("(")
    elif ")" in name and "(" not in name:
        end = start + name.index(")")
    for stop in _SENTENCE_END.finditer(text, start, end):
        word = re.split(r"[\s(]", text[start : stop.start()])[-1]
        if word not in _ABBREVIATIONS and "." not in word:
            end = stop.start()
            break
    if before := _BEFORE.match(text, start, end):
        start = before.end()
    if after := _AFTER.search(text[start:end]):
        end = start + after.start()
    if numbered := _NUMBERED.fullmatch(text, start, end):
        end = numbered.end(1)
    return start, end


def _bare_person(text: str, start: int, end: int) -> tuple[int, int]:
    """Without titles before and ordinary parts behind: "King Abdullah" is Abdullah, "Girish the carpenter" Girish."""
    parts = [*re.finditer(r"\S+", text[start:end])]
    titles = 0
    for count, word in enumerate(parts[:-1], start=1):
        if word[0].strip(",") not in TITLE_PARTS:
            break
        if word[0].strip(",") in HONORIFICS:
            titles = count
    parts = parts[titles:]
    if not any(word[0][0].isupper() for word in parts):
        return start, end
    while parts and not parts[0][0][0].isupper() and parts[0][0].split("-")[0] not in _PARTICLES:
        parts = parts[1:]
    kept = 0
    for count, word in enumerate(parts, start=1):
        if word[0][0].islower() and word[0].split("-")[0] not in _PARTICLES:
            break
        if not word[0].islower():
            kept = count
    if not kept:
        return start, start
    return _trimmed(text, start + parts[0].start(), start + parts[kept - 1].end())
