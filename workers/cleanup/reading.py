"""Parse a page once: tree, metadata, blocks, and hints about its article."""

import html
import re
from dataclasses import dataclass, replace

import orjson
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction

from newsmill.errors import Permanent
from workers.cleanup.author import byline_of
from workers.cleanup.block_features import Hints
from workers.cleanup.blocks import Blocks, read_blocks
from workers.cleanup.guards import Limits, guard_page
from workers.cleanup.metadata import PageMetadata, read_metadata, search_date
from workers.cleanup.shown import day_below_headline, shown_headline

_LINKED_BODY = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\]++|\\.)*+")', re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,500}>")
_PARAGRAPH = re.compile(r"</?(?:p|div|h[1-6]|li|br|blockquote)\b[^<>]{0,500}>", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """A page before any decision about it."""

    page: bytes
    blocks: Blocks
    metadata: PageMetadata
    hints: Hints

    def extracted(self) -> str:
        """What trafilatura takes for the article's text; costs as much as all the rest, so it is asked when needed."""
        document = bare_extraction(_html_tree(self.page), fast=True, include_comments=False)
        return getattr(document, "text", None) or ""


def read_page(page: str, url: str | None, limits: Limits) -> Reading:
    """Parse a page. Raises Permanent when it breaks a limit or no parser can read it."""
    safe = guard_page(page if "<" in page or "&lt;/" not in page else html.unescape(page), limits)
    try:
        tree = etree.fromstring(safe, _parser(etree.HTMLParser))
        if tree is None:
            raise ValueError("it holds no element")
    except (etree.LxmlError, ValueError) as error:
        raise Permanent(f"the page of {len(page):,} characters cannot be parsed as HTML: {error}") from error
    blocks, metadata = read_blocks(tree), read_metadata(tree)
    metadata = replace(metadata, headline=shown_headline(metadata.headline, tree.findtext(".//title"), blocks))
    if metadata.byline is None:
        metadata = replace(metadata, byline=byline_of(blocks))
    if metadata.published_at is None:
        found = search_date(_html_tree(safe), url) or day_below_headline(metadata.headline, blocks)
        metadata = replace(metadata, published_at=found)
    return Reading(safe, blocks, metadata, Hints(metadata.headline, metadata.description, _linked_body(tree)))


def _html_tree(page: bytes) -> HtmlElement:
    """The page in lxml.html's own classes, which other libraries ask for; they cost more to walk."""
    return document_fromstring(page, parser=_parser(HTMLParser))


def _parser(kind: type[etree.HTMLParser]) -> etree.HTMLParser:
    return kind(encoding="utf-8", remove_comments=True, remove_pis=True)


def _linked_body(tree: etree._Element) -> str:
    for script in tree.iter("script"):
        found = _LINKED_BODY.search(script.text or "")
        if found:
            try:
                text = orjson.loads(found[1].replace("\n", "\\n").replace("\t", "\\t"))
            except orjson.JSONDecodeError:
                continue
            return _TAG.sub(" ", _PARAGRAPH.sub("\n\n", html.unescape(text)))
    return ""
