"""A parsed page as its visible blocks of text, in order, each with its position in the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.etree import _Element as Element

from workers.cleanup.marks import marks_of

_SKIPPED = re.compile(
    r"script|style|noscript|template|svg|head|iframe|object|select|textarea|canvas|video|audio|math|map|datalist|input"
)
_INLINE = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub"
    r"|sup|time|tt|u|var|wbr|img|picture|source|label|ruby|rt|rp|rb|nobr|amp-img"
)


@dataclass(slots=True)
class Container:
    """A block-level element that holds text, itself or through others."""

    tag: str
    parent: int  # index of its container, -1 at the top
    own: int  # marks of this element alone
    mask: int  # marks of this element and everything around it
    depth: int
    end: int = 0  # one beyond the index of the last container in it


@dataclass(slots=True)
class Block:
    """A run of visible text without a break in it."""

    text: str
    container: int
    link_chars: int
    links: int
    strong_chars: int
    after_break: bool  # follows a <br> in the same container
    mask: int = 0  # marks of the inline elements in it


@dataclass
class Blocks:
    """The blocks of a page and their containers, both in the order of the page."""

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)


def read_blocks(tree: Element) -> Blocks:
    """Walk the page once. Text is as in the page but for single spaces; text that no reader sees is left out."""
    body = tree.find("body")
    return _Walker().walk(body if body is not None else tree)


@lru_cache(maxsize=512)
def _kind(tag: str) -> str:
    """What a tag does to the text: skipped, break, inline, or block."""
    if not isinstance(tag, str) or _SKIPPED.fullmatch(tag):
        return "skipped"
    return "break" if tag == "br" else "inline" if _INLINE.fullmatch(tag) else "block"


class _Walker:
    def __init__(self) -> None:
        self.page = Blocks()
        self.parts: list[str] = []
        self.link_chars = self.links = self.strong_chars = 0
        self.in_link = self.in_strong = 0
        self.inline_mask = 0
        self.after_break = False
        self.open: list[int] = []

    def walk(self, root: Element) -> Blocks:
        """Depth first with a stack of its own: pages decide how deep they nest."""
        own = marks_of(root, "body")
        self.page.containers.append(Container("body", -1, own, own, 0))
        self.open.append(0)
        self._text(root.text)
        above: list[tuple[Element, Iterator[Element]]] = []
        element, children = root, iter(root)
        while True:
            for child in children:
                kind = _kind(child.tag)
                if kind != "skipped":
                    self._start(child, kind)
                    self._text(child.text)
                    if len(child):
                        above.append((element, children))
                        element, children = child, iter(child)
                        break
                    self._end(child.tag, kind)
                self._text(child.tail)
            else:
                if not above:
                    break
                self._end(element.tag, _kind(element.tag))
                self._text(element.tail)
                element, children = above.pop()
        self._flush()
        self._close()
        return self.page

    def _start(self, element: Element, kind: str) -> None:
        tag = element.tag
        if kind == "inline":
            if tag == "a":
                self.in_link += 1
                self.links += 1
            elif tag in ("strong", "b"):
                self.in_strong += 1
            self.inline_mask |= marks_of(element, "")
            return
        self._flush()
        self.after_break = kind == "break"
        if kind == "block":
            outer = self.page.containers[self.open[-1]]
            own = marks_of(element, tag)
            self.open.append(len(self.page.containers))
            self.page.containers.append(Container(tag, self.open[-2], own, own | outer.mask, outer.depth + 1))

    def _end(self, tag: str, kind: str) -> None:
        if kind == "block":
            self._flush()
            self.after_break = False
            self._close()
        elif kind == "inline":
            if tag == "a":
                self.in_link -= 1
            elif tag in ("strong", "b"):
                self.in_strong -= 1

    def _close(self) -> None:
        self.page.containers[self.open.pop()].end = len(self.page.containers)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        self.parts.append(text)
        if self.in_link:
            self.link_chars += len(text)
        if self.in_strong:
            self.strong_chars += len(text)

    def _flush(self) -> None:
        if self.parts and (text := " ".join("".join(self.parts).split())):
            self.page.blocks.append(
                Block(
                    text,
                    self.open[-1],
                    min(self.link_chars, len(text)),
                    self.links,
                    min(self.strong_chars, len(text)),
                    self.after_break,
                    self.inline_mask,
                )
            )
        if self.parts or self.links or self.inline_mask:
            self.parts = []
            self.link_chars = self.links = self.strong_chars = self.inline_mask = 0
