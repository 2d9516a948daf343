"""Read a page once for everything that follows: tree, metadata, blocks, and what others say about its article."""

import html
import re
from dataclasses import dataclass

import orjson
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction

from workers.cleanup.block_features import Hints
from workers.cleanup.blocks import Blocks, read_blocks
from workers.cleanup.guards import Limits, guard_page
from workers.cleanup.metadata import PageMetadata, read_metadata
from workers.errors import Permanent

_LINKED_BODY = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\]++|\\.)*+")', re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,500}>")


@dataclass(frozen=True)
class Reading:
    """A page before any decision about it."""

    blocks: Blocks
    metadata: PageMetadata
    hints: Hints


def read_page(page: str, url: str | None, limits: Limits) -> Reading:
    """Parse a page. Raises Permanent when it breaks a limit or no parser can read it."""
    safe = guard_page(page, limits)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree: HtmlElement = document_fromstring(safe.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Permanent(f"the page of {len(page):,} characters cannot be parsed as HTML: {error}") from error
    metadata = read_metadata(tree, url)
    blocks = read_blocks(tree)
    document = bare_extraction(tree, url=url, fast=True, include_comments=False)
    return Reading(
        blocks, metadata, Hints(metadata.headline, getattr(document, "text", None) or "", _linked_body(tree))
    )


def _linked_body(tree: HtmlElement) -> str:
    for script in tree.iter("script"):
        found = _LINKED_BODY.search(script.text or "")
        if found:
            try:
                text = orjson.loads(found[1].replace("\n", "\\n").replace("\t", "\\t"))
            except orjson.JSONDecodeError:
                continue
            return _TAG.sub(" ", html.unescape(text))
    return ""
