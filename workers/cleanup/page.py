"""An HTML page: its article's text as lines, its metadata, and the lines that were left out."""

from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction

from workers.cleanup.guards import Limits, guard_page
from workers.cleanup.lines import Line, split_lines
from workers.cleanup.metadata import PageMetadata, read_metadata
from workers.cleanup.repair import repair
from workers.errors import Permanent


@dataclass(frozen=True)
class Page:
    """What was read from a page."""

    lines: tuple[Line, ...]
    metadata: PageMetadata


def read_page(page: str, url: str | None, limits: Limits) -> Page:
    """Parse a page and extract its article. Raises Permanent when the page breaks a limit or holds no article."""
    safe = guard_page(page, limits)
    try:
        tree: HtmlElement = document_fromstring(safe.encode(), parser=_parser())
    except (etree.LxmlError, ValueError) as error:
        raise Permanent(f"the page of {len(page):,} characters cannot be parsed as HTML: {error}") from error
    metadata = read_metadata(tree, url)
    document = bare_extraction(tree, url=url, fast=True, include_comments=False)
    text = repair(getattr(document, "text", None) or "", entities=False)
    lines = tuple(Line(line.text, gap=at > 0) for at, line in enumerate(split_lines(text)))
    if not lines:
        raise Permanent(f"no article found in the page of {len(page):,} characters")
    return Page(lines, metadata)


def _parser() -> HTMLParser:
    return HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
