"""Before any parser: limits that keep hostile pages from costing seconds, memory or a silent empty result."""

import re
from dataclasses import dataclass
from functools import lru_cache

from workers.errors import Permanent


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
_FLAT = re.compile(
    r"area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    r"|p|li|td|tr|th|dt|dd|option|tbody|thead|tfoot|colgroup|rt|rp|html|head|body"
)
# One match a comment, raw-text element or tag. Possessive, and nothing after it can fail: linear on any input.
# A quote opens a value only after an equals sign; elsewhere it is a stray character, as parsers see it.
_ATTRIBUTES = r"(?:[^>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?)*+"
_TAG = re.compile(
    r"<(?:!--(?:-?>|(?:[^-]++|-(?!->))*+(?:-->)?)"
    rf"|(/?)([a-zA-Z][a-zA-Z0-9:-]*+)({_ATTRIBUTES})>?)"
)
_QUOTED = re.compile(r"=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)")
# Control characters, written as such or as references: lxml reads them and then refuses to write them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CONTROL_REFERENCES = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127)|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[eEfF]))(?![0-9a-fA-F]);?"
)
_BREAKS = re.compile(r"<[bB][rR]\b[^<>]{0,40}>\s*+(?:<[bB][rR]\b[^<>]{0,40}>\s*+){2,}")
_CLOSE = {name: re.compile(rf"</{name}\b[^>]*>?", re.IGNORECASE) for name in ("script", "style", "textarea", "svg")}


def guard_plain(text: str, limits: Limits) -> None:
    """Raises Permanent when plain text is above a limit."""
    _check_size(text, limits)
    lines = sum(map(bool, map(str.strip, text.splitlines())))
    if lines > limits.lines:
        raise Permanent(f"the body has {lines:,} lines; the limit is {limits.lines:,}, far beyond any article")
    _check_unbroken(text, limits)


def guard_page(page: str, limits: Limits) -> str:
    """The page without comments, styles, drawings and scripts (JSON-LD stays), safe to hand to a parser.

    One linear pass. Raises Permanent with a sentence when the page is above a limit.
    """
    _check_size(page, limits)
    page = _BREAKS.sub("<br><br>", _CONTROL_REFERENCES.sub(" ", _CONTROLS.sub(" ", page)))
    kept: list[str] = []
    at = copied = depth = tags = 0
    while match := _TAG.search(page, at):
        start, end = match.span()
        if start - at > limits.unbroken:
            _check_unbroken(page[at:start], limits)
        closing, name, inside = match.groups()
        at = end
        if name is None:
            kept.append(page[copied:start])
            copied = end
            continue
        tags += 1
        if tags > limits.tags:
            raise Permanent(f"the page has more than {limits.tags:,} tags; send the article's own part of it")
        name = name.lower()
        if len(inside) > 2 * limits.attributes:
            _check_attributes(name, inside, limits)
        if name in _CLOSE and not closing:
            close = _CLOSE[name].search(page, at)
            at = close.end() if close else len(page)
            if not (name == "script" and "ld+json" in inside):
                kept.append(page[copied:start])
                copied = at
        elif closing:
            depth -= depth > 0 and not _is_flat(name)
        elif not inside.endswith("/") and not _is_flat(name):
            depth += 1
            if depth > limits.depth:
                raise Permanent(
                    f"the page nests elements deeper than {limits.depth} levels (near character {start:,}); "
                    "no parser reads that reliably"
                )
    if len(page) - at > limits.unbroken:
        _check_unbroken(page[at:], limits)
    kept.append(page[copied:])
    return "".join(kept)


@lru_cache(maxsize=512)
def _is_flat(name: str) -> bool:
    return _FLAT.fullmatch(name) is not None


def _check_size(text: str, limits: Limits) -> None:
    if len(text) > limits.chars:
        raise Permanent(f"the body has {len(text):,} characters; the limit of the cleanup stage is {limits.chars:,}")


def _check_attributes(name: str, inside: str, limits: Limits) -> None:
    count = len(_QUOTED.sub("", inside).split())
    if count > limits.attributes:
        raise Permanent(f"a <{name}> tag has about {count:,} attributes; the limit is {limits.attributes:,}")


def _check_unbroken(text: str, limits: Limits) -> None:
    longest = max(map(len, text.split()), default=0)
    if longest > limits.unbroken:
        raise Permanent(
            f"the text has a run of {longest:,} characters without white space; the limit is {limits.unbroken:,}, "
            "beyond which it is data and no prose"
        )
