"""clean(article, resources): the cleanup stage."""

import re

from newsmill.article import Article, CleanArticle, Removed
from newsmill.errors import Permanent
from workers.cleanup.guards import guard_plain
from workers.cleanup.headline import headline_above, take_headline, words_of_address
from workers.cleanup.language import choose_language
from workers.cleanup.lines import Line, join_lines, split_lines
from workers.cleanup.metadata import PageMetadata
from workers.cleanup.page import own_text
from workers.cleanup.plain import Cleaned, clean_lines, clean_scraped
from workers.cleanup.reading import read_page
from workers.cleanup.repair import one_line, repair
from workers.cleanup.resources import CleanupResources
from workers.cleanup.signature import signature
from workers.cleanup.topmatter import TOP_REASONS, midnight, read_top_line
from workers.cleanup.wrapping import unwrapped

_CLOSING_TAG = re.compile(r"</(?:p|div|span|a|li|ul|h[1-6]|em|strong|b|i|body|html)\s{0,9}>", re.IGNORECASE)


def clean(article: Article, resources: CleanupResources) -> CleanArticle:
    """The article's own text and metadata, and what was removed, with reasons.

    Pure: the same article and resources give the same result. The text is NFC, its lines without outer space, at most
    one blank line between them; cleaning it again changes nothing. Fields of the article win over the page's.
    Raises Permanent with a sentence when the body breaks a limit or holds no article.
    """
    body = article.body.value
    known = one_line(article.headline) if article.headline else None
    address = words_of_address(article.url)
    if article.body.content_type == "text/html":
        page = read_page(body, article.url, resources.limits)
        first, metadata = own_text(page, resources.lexicon, resources.models, resources.language), page.metadata
    else:
        guard_plain(body, resources.limits)
        lines = unwrapped(tuple(split_lines(repair(body))))
        first = clean_scraped(lines, resources.lexicon, resources.models, resources.language, known or address)
        metadata = PageMetadata(headline=headline_above(lines, first.lines, address))
    headline, own, removed = _settled(first, known or metadata.headline or None, address, article.source, resources)
    text = join_lines(own)
    if not text:
        raise Permanent(f"no article found: all {len(body):,} characters of the body are markup, boilerplate or blank")
    language, warning = choose_language(text, article.language, metadata.language, resources.language)
    top = [said for item in removed if item.reason in TOP_REASONS and (said := read_top_line(item.text))]
    published_on = midnight(next((said.published_on for said in top if said.published_on), None))
    updated_on = midnight(next((said.updated_on for said in top if said.updated_on), None))
    return CleanArticle(
        stamp=resources.stamp(article.source),
        headline=headline,
        byline=metadata.byline or next((said.byline for said in top if said.byline), None),
        published_at=article.published_at or metadata.published_at or published_on,
        updated_at=metadata.updated_at or updated_on,
        url=article.url or metadata.url,
        site=metadata.site,
        language=language,
        signature=signature(text),
        text=text,
        removed=removed,
        warnings=tuple(said for said in (warning, _tags(article, text)) if said),
    )


def _tags(article: Article, text: str) -> str | None:
    if article.body.content_type == "text/plain" and _CLOSING_TAG.search(text):
        return "the body was sent as text/plain and holds HTML tags; send a page as text/html"
    return None


def _settled(
    first: Cleaned, headline: str | None, address: str | None, source: str | None, resources: CleanupResources
) -> tuple[str | None, tuple[Line, ...], tuple[Removed, ...]]:
    """Take out furniture and the headline until nothing more goes: what is left would be left again."""
    lines, removed = first.lines, list(first.removed)
    own_list = resources.sources.get(source) if source is not None else None
    while True:
        cleaned = clean_lines(unwrapped(lines), resources.lexicon, own_list)
        headline, own, repeated = take_headline(cleaned.lines, headline)
        last = clean_scraped(own, resources.lexicon, resources.models, resources.language, headline or address)
        removed += (*cleaned.removed, *repeated, *last.removed)
        if len(last.lines) == len(lines):
            return headline, lines, tuple(removed)
        lines = last.lines
