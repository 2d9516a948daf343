"""clean(article, resources): the cleanup stage."""

from workers.article import Article, CleanArticle, Removed
from workers.cleanup.guards import guard_plain
from workers.cleanup.headline import take_headline
from workers.cleanup.language import choose_language
from workers.cleanup.lines import join_lines, split_lines
from workers.cleanup.metadata import PageMetadata
from workers.cleanup.page import read_page
from workers.cleanup.plain import clean_lines
from workers.cleanup.repair import one_line, repair
from workers.cleanup.resources import CleanupResources
from workers.cleanup.signature import signature
from workers.errors import Permanent


def clean(article: Article, resources: CleanupResources) -> CleanArticle:
    """The article's own text and metadata, and what was removed, in order, with reasons.

    Pure: the same article and resources give the same result. The text is NFC, its lines without outer space, one
    blank line between paragraphs; cleaning it again changes nothing. Fields of the article win over the page's.
    Raises Permanent with a sentence when the body breaks a limit or holds no article.
    """
    body = article.body.value
    if article.body.content_type == "text/html":
        page = read_page(body, article.url, resources.limits)
        lines, metadata = page.lines, page.metadata
    else:
        guard_plain(body, resources.limits)
        lines, metadata = tuple(split_lines(repair(body, entities=True))), PageMetadata()
    cleaned = clean_lines(lines, resources.lexicon)
    known = one_line(article.headline) if article.headline else metadata.headline
    headline, own, repeated = take_headline(cleaned.lines, known or None)
    text = join_lines(own)
    if not text:
        raise Permanent(f"no article found: all {len(body):,} characters of the body are furniture or blank")
    language, warning = choose_language(text, article.language, metadata.language, resources.language)
    removed: tuple[Removed, ...] = (*repeated, *cleaned.removed)
    return CleanArticle(
        stamp=resources.stamp(article.source),
        headline=headline,
        byline=metadata.byline,
        published_at=article.published_at or metadata.published_at,
        updated_at=metadata.updated_at,
        url=article.url or metadata.url,
        site=metadata.site,
        language=language,
        signature=signature(text),
        text=text,
        removed=removed,
        warnings=(warning,) if warning else (),
    )
