"""What an element's tag, role, class names and id say about the part of the page it is, as bits."""

import re
from functools import lru_cache

from lxml.etree import _Element as Element

_BY_TAG = (
    "article main aside nav footer header form table figure figcaption ul ol li blockquote section button dl "
    "h1 h2 h3 h4 h5 h6 p pre td th label summary dialog"
)
TAG_BIT = {tag: 1 << at for at, tag in enumerate(_BY_TAG.split())}
_ROLE_BIT = {
    "navigation": TAG_BIT["nav"],
    "complementary": TAG_BIT["aside"],
    "contentinfo": TAG_BIT["footer"],
    "banner": TAG_BIT["header"],
    "main": TAG_BIT["main"],
    "article": TAG_BIT["article"],
    "dialog": TAG_BIT["dialog"],
}
_GROUPS = {
    "related": r"relat|recommend|more-?(?:from|stor|news|articles|posts|on)|read-?(?:more|next|also)|you-?m"
    r"|suggest|similar",
    "ranked": r"outbrain|taboola|zergnet|trending|popular|most-?(?:read|view)|latest|recirc|teaser|up-?next|also",
    "advert": r"promo|sponsor|affiliate|\bads?\b|\bad-|-ad\b|advert|adslot|dfp|commerc",
    "share": r"shar(?:e|ing)|social|addthis|follow|sns",
    "navigation": r"nav|menu|breadcrumb|crumb|pagin|pager|toolbar|skip",
    "footer": r"foot|copyright|colophon|legal|disclaim",
    "header": r"header|masthead|top-?bar|banner|hero",
    "sidebar": r"side-?bar|\brail|aside|right-?col|secondary|widget",
    "comment": r"comment|disqus|respond|reply|discussion",
    "letter": r"newsletter|subscri|sign-?up|opt-?in|paywall|login|regist|form\b|cta|donat|call-?to",
    "author": r"byline|author|\bbio\b|avatar|profile|contributor",
    "date": r"date|time|published|meta\b|-meta|info\b",
    "label": r"\btag|-tags?|categor|label|kicker|topic|eyebrow",
    "media": r"caption|credit|figure|gallery|photo|image|slide|carousel|media|video|player|audio|listen|podcast",
    "overlay": r"modal|pop-?up|overlay|cookie|consent|gdpr|lightbox|toast|tooltip|dialog",
    "body": r"(?:article|story|post|entry|content|main|blog)[-_]*(?:body|content|text|copy|inner|main)"
    r"|body-?(?:copy|content|text)",
    "prose": r"rich-?text|wysiwyg|prose|paragraph|rte\b|markdown",
    "article": r"article|story|post\b|entry",
    "content": r"content|main|text|body",
    "contents": r"\btoc\b|table-?of-?contents|jump|index|anchor",
    "product": r"product|shop|price|buy|\bcard|\bitem|tile|grid",
    "unseen": r"hidden|sr-only|visually|screen-?reader|print",
    "callout": r"pull-?quote|quote|callout|highlight|key-?(?:point|takeaway)|box\b|infobox|fact",
    "lead": r"subhead|sub-?title|standfirst|\bdek\b|excerpt|intro|lead|summary|deck|description",
    "live": r"live|timeline|update",
    "title": r"title|headline|heading",
    "note": r"faq|accordion|question|note|source|referenc|citation|correction",
}
GROUP_BIT = {name: 1 << (len(TAG_BIT) + at) for at, name in enumerate(_GROUPS)}
ARTICLE_BODY = 1 << (len(TAG_BIT) + len(_GROUPS))
_HIDDEN = ARTICLE_BODY << 1
BITS = _HIDDEN.bit_length()  # at most 64, so that marks fit into one machine word
_WORDS_OF_GROUPS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _GROUPS.items()))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_PLACES = (
    (TAG_BIT["nav"], "page navigation"),
    (TAG_BIT["footer"], "page footer"),
    (GROUP_BIT["comment"], "comment section"),
    (GROUP_BIT["overlay"], "cookie or consent box"),
    (GROUP_BIT["letter"], "newsletter or sign-in box"),
    (GROUP_BIT["share"], "share line"),
    (TAG_BIT["aside"] | GROUP_BIT["sidebar"], "sidebar"),
    (GROUP_BIT["related"] | GROUP_BIT["ranked"], "related articles"),
)


def marks_of(element: Element, tag: str) -> int:
    """The element's own marks."""
    marks = TAG_BIT.get(tag, 0)
    for name, value in element.items():
        if name in ("class", "id"):
            marks |= _marks_of_names(value)
        elif name == "role":
            marks |= _ROLE_BIT.get(value, 0)
        elif name == "itemprop":
            marks |= ARTICLE_BODY if "articlebody" in value.lower() else 0
        elif (
            name == "hidden"
            or (name == "aria-hidden" and value == "true")
            or (name == "style" and "display:none" in value.replace(" ", ""))
        ):
            marks |= _HIDDEN
    return marks


def place_named(marks: int) -> str | None:
    """The part of a page that these marks speak of ("page footer"), for telling why something was left out."""
    return next((name for bits, name in _PLACES if marks & bits), None)


@lru_cache(maxsize=16384)
def _marks_of_names(names: str) -> int:
    """Marks of a class attribute or id; pages use the same few hundred again and again."""
    marks = 0
    for word in names.split()[:12]:
        marks |= _marks_of_word(word[:80])
    return marks


@lru_cache(maxsize=65536)
def _marks_of_word(word: str) -> int:
    marks = 0
    for match in _WORDS_OF_GROUPS.finditer(_CAMEL.sub("-", word).lower().replace("_", "-")):
        marks |= GROUP_BIT[match.lastgroup or ""]
    return marks
