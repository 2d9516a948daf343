"""A parsed page as its visible blocks of text, in order, each with where in the page it stands."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.etree import iterwalk
from lxml.html import HtmlElement

# What a block stands in, as bits: by tag, by role or microdata, and by words in class and id.
_BY_TAG = (
    "article main aside nav footer header form table figure figcaption ul ol li blockquote section button dl "
    "h1 h2 h3 h4 h5 h6 p pre td th label summary dialog"
)
_TAG_BIT = {tag: 1 << at for at, tag in enumerate(_BY_TAG.split())}
_ROLE_BIT = {
    "navigation": _TAG_BIT["nav"],
    "complementary": _TAG_BIT["aside"],
    "contentinfo": _TAG_BIT["footer"],
    "banner": _TAG_BIT["header"],
    "main": _TAG_BIT["main"],
    "article": _TAG_BIT["article"],
    "dialog": _TAG_BIT["dialog"],
}
_GROUPS = (
    r"relat|recommend|more-?(?:from|stor|news|articles|posts|on)|read-?(?:more|next|also)|you-?m|suggest|similar",
    r"outbrain|taboola|zergnet|trending|popular|most-?(?:read|view)|latest|recirc|teaser|up-?next|also",
    r"promo|sponsor|affiliate|\bads?\b|\bad-|-ad\b|advert|adslot|dfp|commerc",
    r"shar(?:e|ing)|social|addthis|follow|sns",
    r"nav|menu|breadcrumb|crumb|pagin|pager|toolbar|skip",
    r"foot|copyright|colophon|legal|disclaim",
    r"header|masthead|top-?bar|banner|hero",
    r"side-?bar|\brail|aside|right-?col|secondary|widget",
    r"comment|disqus|respond|reply|discussion",
    r"newsletter|subscri|sign-?up|opt-?in|paywall|login|regist|form\b|cta|donat|call-?to",
    r"byline|author|\bbio\b|avatar|profile|contributor",
    r"date|time|published|meta\b|-meta|info\b",
    r"\btag|-tags?|categor|label|kicker|topic|eyebrow",
    r"caption|credit|figure|gallery|photo|image|slide|carousel|media|video|player|audio|listen|podcast",
    r"modal|pop-?up|overlay|cookie|consent|gdpr|lightbox|toast|tooltip|dialog",
    r"(?:article|story|post|entry|content|main|blog)[-_]*(?:body|content|text|copy|inner|main)|body-?(?:copy|content|text)",
    r"rich-?text|wysiwyg|prose|paragraph|rte\b|markdown",
    r"article|story|post\b|entry",
    r"content|main|text|body",
    r"\btoc\b|table-?of-?contents|jump|index|anchor",
    r"product|shop|price|buy|\bcard|\bitem|tile|grid",
    r"hidden|sr-only|visually|screen-?reader|print",
    r"pull-?quote|quote|callout|highlight|key-?(?:point|takeaway)|box\b|infobox|fact",
    r"subhead|sub-?title|standfirst|\bdek\b|excerpt|intro|lead|summary|deck|description",
    r"live|timeline|update",
    r"title|headline|heading",
    r"faq|accordion|question|note|source|referenc|citation|correction",
)
_GROUP_SHIFT = len(_TAG_BIT)
_ARTICLE_BODY = 1 << (_GROUP_SHIFT + len(_GROUPS))
_HIDDEN = _ARTICLE_BODY << 1
_INDEXABLE = _HIDDEN << 1
BITS = _GROUP_SHIFT + len(_GROUPS) + 2
_WORDS_OF_GROUPS = re.compile("|".join(f"(?P<g{at}>{group})" for at, group in enumerate(_GROUPS)))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_SKIPPED = re.compile(
    r"script|style|noscript|template|svg|head|iframe|object|select|textarea|canvas|video|audio|math|map|datalist|input"
)
_INLINE = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub"
    r"|sup|time|tt|u|var|wbr|img|picture|source|label|ruby|rt|rp|rb|nobr|amp-img"
)


@dataclass
class Container:
    """A block-level element that holds text, itself or through others."""

    tag: str
    parent: int  # index of its container, -1 at the top
    own: int  # bits of this element alone
    mask: int  # bits of this element and everything around it
    depth: int


@dataclass
class Block:
    """A run of visible text without a break in it."""

    text: str
    container: int
    link_chars: int
    links: int
    strong_chars: int
    after_break: bool  # follows a <br> in the same container
    mask: int = 0


@dataclass
class Blocks:
    """The blocks of a page and their containers."""

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)


@lru_cache(maxsize=512)
def _kind(tag: str) -> str:
    """What a tag does to the text: skipped, break, inline, or block."""
    if _SKIPPED.fullmatch(tag):
        return "skipped"
    return "break" if tag == "br" else "inline" if _INLINE.fullmatch(tag) else "block"


@lru_cache(maxsize=65536)
def _words_mask(word: str) -> int:
    """Marks of one class name or id; pages use the same few hundred again and again."""
    mask = 0
    for match in _WORDS_OF_GROUPS.finditer(_CAMEL.sub("-", word[:80]).lower().replace("_", "-")):
        mask |= 1 << (_GROUP_SHIFT + int((match.lastgroup or "g0")[1:]))
    return mask


def _own_mask(element: HtmlElement, tag: str) -> int:
    mask = _TAG_BIT.get(tag, 0)
    attributes = element.attrib
    if not attributes:
        return mask
    for words in (attributes.get("class"), attributes.get("id")):
        if words:
            for word in words.split()[:12]:
                mask |= _words_mask(word)
    if (role := attributes.get("role")) is not None:
        mask |= _ROLE_BIT.get(role, 0)
    if (prop := attributes.get("itemprop")) is not None and "articlebody" in prop.lower():
        mask |= _ARTICLE_BODY
    style = attributes.get("style")
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or (style and "display:none" in style.replace(" ", ""))
    ):
        mask |= _HIDDEN
    return mask


def read_blocks(tree: HtmlElement) -> Blocks:
    """Walk the page once. Text is as in the page but for single spaces; text that no reader sees is left out."""
    page = Blocks()
    body = tree.find("body")
    walker = _Walker(page)
    walker.walk(body if body is not None else tree)
    return page


class _Walker:
    def __init__(self, page: Blocks) -> None:
        self.page = page
        self.parts: list[str] = []
        self.link_chars = self.links = self.strong_chars = 0
        self.in_link = self.in_strong = 0
        self.inline_mask = 0
        self.after_break = False
        self.stack: list[int] = []

    def walk(self, root: HtmlElement) -> None:
        own = _own_mask(root, "body")
        self.page.containers.append(Container("body", -1, own, own, 0))
        self.stack.append(0)
        self._text(root.text)
        walker = iterwalk(root, events=("start", "end"))
        next(walker)
        for event, element in walker:
            if element is root:
                break
            tag = element.tag
            kind = _kind(tag) if isinstance(tag, str) else "skipped"
            if event == "end":
                self._end(tag, kind)
                self._text(element.tail)
            elif kind == "skipped":
                walker.skip_subtree()
            else:
                self._start(element, tag, kind)
                self._text(element.text)
        self._flush()

    def _start(self, element: HtmlElement, tag: str, kind: str) -> None:
        if kind == "inline":
            if tag == "a":
                self.in_link += 1
                self.links += 1
            elif tag in ("strong", "b"):
                self.in_strong += 1
            if element.attrib:
                self.inline_mask |= _own_mask(element, "")
            return
        self._flush()
        self.after_break = kind == "break"
        if kind == "block":
            above = self.page.containers[self.stack[-1]]
            own = _own_mask(element, tag)
            self.page.containers.append(Container(tag, self.stack[-1], own, own | above.mask, above.depth + 1))
            self.stack.append(len(self.page.containers) - 1)

    def _end(self, tag: str, kind: str) -> None:
        if kind == "block":
            self._flush()
            self.after_break = False
            self.stack.pop()
        elif kind == "inline":
            if tag == "a":
                self.in_link -= 1
            elif tag in ("strong", "b"):
                self.in_strong -= 1

    def _text(self, text: str | None) -> None:
        if not text:
            return
        self.parts.append(text)
        if self.in_link:
            self.link_chars += len(text)
        if self.in_strong:
            self.strong_chars += len(text)

    def _flush(self) -> None:
        if self.parts:
            text = " ".join("".join(self.parts).split())
            if text:
                self.page.blocks.append(
                    Block(
                        text,
                        self.stack[-1],
                        min(self.link_chars, len(text)),
                        self.links,
                        min(self.strong_chars, len(text)),
                        self.after_break,
                        self.inline_mask,
                    )
                )
        self.parts = []
        self.link_chars = self.strong_chars = 0
        self.links = 0
        self.inline_mask = 0


_FURNITURE_PLACES = (
    (_TAG_BIT["nav"], "page navigation"),
    (_TAG_BIT["footer"], "page footer"),
    (1 << (_GROUP_SHIFT + 8), "comment section"),
    (1 << (_GROUP_SHIFT + 14), "cookie or consent box"),
    (1 << (_GROUP_SHIFT + 9), "newsletter or sign-in box"),
    (1 << (_GROUP_SHIFT + 3), "share line"),
    (_TAG_BIT["aside"] | 1 << (_GROUP_SHIFT + 7), "sidebar"),
    (3 << _GROUP_SHIFT, "related articles"),
)


def place_of(block: Block, page: Blocks) -> str | None:
    """The part of the page that the block stands in by its marks ("page footer"), for telling why it was left out."""
    mask = page.containers[block.container].mask
    return next((name for bits, name in _FURNITURE_PLACES if mask & bits), None)
