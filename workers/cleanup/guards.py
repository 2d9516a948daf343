"""Before any parser: limits that keep hostile pages from costing seconds, memory or a silent empty result."""

import re
from dataclasses import dataclass

from workers.errors import Permanent


@dataclass(frozen=True)
class Limits:
    """What a page may hold. Real news pages stay far below: the largest of 761 measured is in docs/choices."""

    chars: int = 5_000_000
    tags: int = 60_000
    depth: int = 400
    attributes: int = 2_000
    unbroken: int = 20_000  # longest run of text without white space or tag; scripts and attributes do not count


# Elements that hold nothing or that the parser closes by itself: they add no depth.
_FLAT = re.compile(
    r"area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    r"|p|li|td|tr|th|dt|dd|option|tbody|thead|tfoot|colgroup|rt|rp|html|head|body"
)
# One match a comment, raw-text element or tag. Possessive, and nothing after it can fail: linear on any input.
_TAG = re.compile(
    r"<!--(?:-?>|(?:[^-]++|-(?!->))*+(?:-->)?)"
    r"|<(script|style|textarea|svg)\b([^>]*+)>?"
    r"|<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)((?:[^>\"']++|\"[^\"]*+\"?|'[^']*+'?)*+)>?"
)
_QUOTED = re.compile(r"\"[^\"]*+\"?|'[^']*+'?")
_BREAKS = re.compile(r"(?:<br\b[^<>]{0,40}>\s*+){3,}", re.IGNORECASE)
_CLOSE = {name: re.compile(rf"</{name}\b[^>]*>?", re.IGNORECASE) for name in ("script", "style", "textarea", "svg")}


def guard_plain(text: str, limits: Limits) -> None:
    """Raises Permanent when plain text is above a limit."""
    _check_size(text, limits)
    _check_unbroken(text, limits)


def guard_page(page: str, limits: Limits) -> str:
    """The page without comments, styles, drawings and scripts (JSON-LD stays), safe to hand to a parser.

    One linear pass. Raises Permanent with a sentence when the page is above a limit.
    """
    _check_size(page, limits)
    page = _BREAKS.sub("<br><br>", page)
    kept: list[str] = []
    at = depth = tags = 0
    while match := _TAG.search(page, at):
        between = page[at : match.start()]
        if len(between) > limits.unbroken:
            _check_unbroken(between, limits)
        kept.append(between)
        at = match.end()
        raw = match[1]
        name = (raw or match[4] or "").lower()
        if not name:
            continue
        tags += 1
        if tags > limits.tags:
            raise Permanent(f"the page has more than {limits.tags:,} tags; send the article's own part of it")
        inside = match[2] if raw else match[5]
        if len(inside) > 2 * limits.attributes:
            _check_attributes(name, inside, limits)
        if raw:
            close = _CLOSE[name].search(page, at)
            end = close.end() if close else len(page)
            if name == "script" and "ld+json" in inside:
                kept.append(page[match.start() : end])
            at = end
            continue
        kept.append(match[0])
        if _FLAT.fullmatch(name):
            continue
        if match[3]:
            depth -= depth > 0
        elif not inside.endswith("/"):
            depth += 1
            if depth > limits.depth:
                raise Permanent(
                    f"the page nests elements deeper than {limits.depth} levels (near character {match.start():,}); "
                    "no parser reads that reliably"
                )
    rest = page[at:]
    if len(rest) > limits.unbroken:
        _check_unbroken(rest, limits)
    kept.append(rest)
    return "".join(kept)


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
