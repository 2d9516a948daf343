"""Before any parser: limits that keep hostile pages from costing seconds, memory or a silent empty result."""

import re
from dataclasses import dataclass

from newsmill.errors import Permanent


@dataclass(frozen=True)
class Limits:
    """What a page may hold. Real news pages stay far below: the largest of 761 measured is in docs/choices."""

    chars: int = 5_000_000
    tags: int = 60_000
    depth: int = 400
    attributes: int = 2_000
    lines: int = 50_000  # of plain text, blank ones not counted
    unbroken: int = 20_000  # longest run of text without white space or tag; scripts and attributes do not count


# Elements that hold nothing or that the parser closes by itself: they add no depth.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr "
    b"p li td tr th dt dd option tbody thead tfoot colgroup rt rp html head body".split()
)
# One match a comment, raw-text element or tag. Possessive, and nothing after it can fail: linear on any input.
# A quote opens a value only after an equals sign; elsewhere it is a stray character, as parsers see it.
_ATTRIBUTES = rb"(?:[^>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?)*+"
_TAG = re.compile(
    rb"<(?:!--(?:-?>|(?:[^-]++|-(?!->))*+(?:-->)?)"
    rb"|(/?)([a-zA-Z][a-zA-Z0-9:-]*+)(" + _ATTRIBUTES + rb")>?)"
)
_QUOTED = re.compile(rb"=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)")
# Control characters, written as such or as references: lxml reads them and then refuses to write them.
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_TO_SPACES = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_CONTROL_REFERENCES = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127)|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[eEfF]))"
    rb"(?![0-9a-fA-F]);?"
)
_BREAKS = re.compile(rb"<[bB][rR]\b[^<>]{0,40}>\s*+(?:<[bB][rR]\b[^<>]{0,40}>\s*+){2,}")
_RAW_TEXT = frozenset([b"script", b"style", b"textarea", b"svg"])


def guard_plain(text: str, limits: Limits) -> None:
    """Raises Permanent when plain text is above a limit."""
    _check_size(text, limits)
    lines = sum(map(bool, map(str.strip, text.splitlines())))
    if lines > limits.lines:
        raise Permanent(f"the body has {lines:,} lines; the limit is {limits.lines:,}, far more than any article has")
    _check_unbroken(text, limits)


def guard_page(page: str, limits: Limits) -> bytes:
    """The page in UTF-8 without comments, styles, drawings and scripts (JSON-LD stays), safe to hand to a parser.

    One linear pass. Raises Permanent with a sentence when the page is above a limit.
    """
    _check_size(page, limits)
    data = page.replace("\ufffe", " ").replace("\uffff", " ").encode("utf-8", "replace").translate(_TO_SPACES)
    data = _BREAKS.sub(b"<br><br>", _CONTROL_REFERENCES.sub(b" ", data))
    lower = data.lower()
    kept: list[bytes] = []
    at = copied = depth = tags = 0
    while match := _TAG.search(data, at):
        start, end = match.span()
        if start - at > limits.unbroken:
            _check_unbroken(data[at:start].decode(), limits)
        closing, name, inside = match.groups()
        at = end
        if name is None:
            kept.append(data[copied:start])
            copied = end
            continue
        tags += 1
        if tags > limits.tags:
            raise Permanent(f"the page has more than {limits.tags:,} tags; send only the article's part of it")
        name = name.lower()
        if len(inside) > 2 * limits.attributes:
            _check_attributes(name, inside, limits)
        if name in _FLAT:
            continue
        if closing:
            depth -= depth > 0
        elif name in _RAW_TEXT:
            close = lower.find(b"</" + name, at)
            at = _after_tag(data, close) if close >= 0 else len(data)
            if not (name == b"script" and b"ld+json" in inside):
                kept.append(data[copied:start])
                copied = at
        elif not inside.endswith(b"/"):
            depth += 1
            if depth > limits.depth:
                raise Permanent(
                    f"the page nests elements deeper than {limits.depth} levels (near byte {start:,}); "
                    "no parser reads that reliably"
                )
    if len(data) - at > limits.unbroken:
        _check_unbroken(data[at:].decode(), limits)
    kept.append(data[copied:])
    return b"".join(kept)


def _after_tag(data: bytes, start: int) -> int:
    end = data.find(b">", start)
    return end + 1 if end >= 0 else len(data)


def _check_size(text: str, limits: Limits) -> None:
    if len(text) > limits.chars:
        raise Permanent(f"the body has {len(text):,} characters; the limit of the cleanup stage is {limits.chars:,}")


def _check_attributes(name: bytes, inside: bytes, limits: Limits) -> None:
    count = len(_QUOTED.sub(b"", inside).split())
    if count > limits.attributes:
        raise Permanent(f"a <{name.decode()}> tag has about {count:,} attributes; the limit is {limits.attributes:,}")


def _check_unbroken(text: str, limits: Limits) -> None:
    longest = max(map(len, text.split()), default=0)
    if longest > limits.unbroken:
        raise Permanent(
            f"the text has a run of {longest:,} characters without white space; the limit is {limits.unbroken:,}, "
            "beyond which it is data, not prose"
        )
