"""What a page says about its article: headline, byline, dates, site, canonical URL and language."""

from dataclasses import dataclass
from datetime import datetime

from htmldate import find_date
from lxml.etree import _Element as Element
from lxml.html import HtmlElement

from workers.cleanup.dates import parse_date
from workers.cleanup.jsonld import LinkedArticle, read_linked_article
from workers.cleanup.repair import one_line

_MAX_BYLINE = 200
_MAX_HEADLINE = 500
_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
_DESCRIPTIONS = ("og:description", "description", "twitter:description")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "cxenseparse:author")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "publish-date",
    "pubdate",
    "article.published",
    "date",
    "dc.date",
)
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified")
# htmldate refuses dates after "today" unless told otherwise, and today is no input of this stage.
_LATEST = "2100-01-01"


@dataclass(frozen=True)
class PageMetadata:
    """Everything may be missing; times are UTC."""

    headline: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    url: str | None = None
    site: str | None = None
    language: str | None = None
    description: str | None = None


def read_metadata(tree: Element) -> PageMetadata:
    """Read a parsed page's metadata: JSON-LD first, then meta tags, then elements that say it."""
    linked = read_linked_article(tree)
    metas = _metas(tree)
    site = _first(metas, "og:site_name", "application-name") or linked.site
    headline = linked.headline or _first(metas, *_TITLES) or _heading(tree)
    byline = linked.byline or _named(_first(metas, *_AUTHORS)) or _named(_author_element(tree))
    published = linked.published_at or _first_date(metas, _PUBLISHED) or _time_element(tree)
    updated = linked.updated_at or _first_date(metas, _UPDATED)
    return PageMetadata(
        headline=_line(_without_site(headline, site), _MAX_HEADLINE),
        byline=_line(byline, _MAX_BYLINE),
        published_at=published,
        updated_at=updated if updated != published else None,
        url=_canonical(tree, metas),
        site=_line(site, _MAX_BYLINE),
        language=_language(tree, metas, linked),
        description=_first(metas, *_DESCRIPTIONS),
    )


def search_date(tree: HtmlElement, url: str | None) -> datetime | None:
    """The publication date that htmldate finds in a page's text, for pages that do not name it."""
    try:
        found = find_date(tree, url=url, original_date=True, extensive_search=False, max_date=_LATEST)
    except (ValueError, OverflowError):  # it fails at an offset from UTC of a day and more
        return None
    return parse_date(found)


def _metas(tree: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(metas: dict[str, str], *names: str) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _first_date(metas: dict[str, str], names: tuple[str, ...]) -> datetime | None:
    return next((date for name in names if (date := parse_date(metas.get(name)))), None)


def _time_element(tree: Element) -> datetime | None:
    for path in ('.//time[@itemprop="datePublished"]', ".//time[@pubdate]", ".//article//time", ".//time"):
        for element in tree.iterfind(path):
            if (date := parse_date(element.get("datetime") or element.get("content"))) is not None:
                return date
    return None


def _author_element(tree: Element) -> str | None:
    for path in (".//*[@rel='author']", ".//*[@itemprop='author']"):
        for element in tree.iterfind(path):
            name = " ".join("".join(element.itertext()).split())
            if 3 <= len(name) <= 80:
                return name
    return None


def _heading(tree: Element) -> str | None:
    headings = [text for h1 in tree.iter("h1") if (text := " ".join(h1.itertext()).strip())]
    if len(headings) == 1:
        return headings[0]
    title = tree.find(".//title")
    return (title.text if title is not None else None) or (headings[0] if headings else None)


def _without_site(headline: str | None, site: str | None) -> str | None:
    """The headline without the site's name: "Harbour council backs budget | Example Wire"."""
    if headline is None or not site:
        return headline
    for mark in (" | ", " - ", " – ", " — ", " · ", " » ", ": "):
        head, found, tail = headline.rpartition(mark)
        if found and head and tail.strip().casefold() == site.strip().casefold():
            return head
    return headline


def _named(author: str | None) -> str | None:
    """An author that is a name; addresses of profiles are not."""
    if author is None or "://" in author or "@" in author:
        return None
    name = author.strip()
    return name[3:].strip() if name[:3].lower() == "by " else name or None


def _line(text: str | None, limit: int) -> str | None:
    if text is None:
        return None
    line = one_line(text)
    return line if line and len(line) <= limit else None


def _canonical(tree: Element, metas: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            return _web_address(link.get("href")) or _web_address(metas.get("og:url"))
    return _web_address(metas.get("og:url"))


def _web_address(value: str | None) -> str | None:
    address = (value or "").strip()
    fine = address.startswith(("http://", "https://")) and len(address) <= 2000 and address.isprintable()
    return address if fine and " " not in address else None


def _language(tree: Element, metas: dict[str, str], linked: LinkedArticle) -> str | None:
    for value in (tree.get("lang"), linked.language, metas.get("og:locale")):
        code = (value or "").strip().replace("_", "-")
        if 2 <= len(code) <= 12 and code.split("-")[0].isalpha() and code.isascii() and len(code.split("-")[0]) <= 3:
            return code.split("-")[0].lower()
    return None
