"""The article that a page describes in JSON-LD (schema.org)."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from lxml.etree import _Element as Element

from workers.cleanup.dates import parse_date

_MAX_CHARS = 500_000
_MAX_NODES = 2_000


@dataclass(frozen=True)
class LinkedArticle:
    """What JSON-LD says; everything may be missing."""

    headline: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    site: str | None = None
    language: str | None = None


def read_linked_article(tree: Element) -> LinkedArticle:
    """The first node whose type is some kind of article. Broken JSON counts as none: pages often have it."""
    nodes = list(_nodes(tree))
    article = next((node for node in nodes if _is_article(node)), None)
    if article is None:
        return LinkedArticle()
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return LinkedArticle(
        headline=_text(article.get("headline")) or _text(article.get("name")),
        byline=", ".join(dict.fromkeys(_names(article.get("author") or article.get("creator"), by_id))) or None,
        published_at=parse_date(article.get("datePublished")) or parse_date(article.get("dateCreated")),
        updated_at=parse_date(article.get("dateModified")),
        site=next(_names(article.get("publisher"), by_id), None),
        language=_text(article.get("inLanguage")),
    )


def _nodes(tree: Element) -> Iterator[dict[str, Any]]:
    """Every JSON object of every JSON-LD script, outer ones first; iterative and bounded: input decides the depth."""
    left = _MAX_NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip()
        if not text or len(text) > _MAX_CHARS:
            continue
        try:
            waiting: list[Any] = [orjson.loads(text)]
        except orjson.JSONDecodeError:
            try:
                waiting = [orjson.loads(" ".join(text.split()))]  # line breaks inside strings are the usual mistake
            except orjson.JSONDecodeError:
                continue
        at = 0
        while at < len(waiting) and left > 0:
            item = waiting[at]
            at += 1
            if isinstance(item, dict):
                left -= 1
                yield item
                waiting.extend(item.values())
            elif isinstance(item, list):
                waiting.extend(item[:200])


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    named = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
    return any(
        isinstance(kind, str) and kind.endswith(("Article", "BlogPosting", "Posting", "Report")) for kind in named
    )


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for item in value[:20] if isinstance(value, list) else [value]:
        if isinstance(item, str):
            name: str | None = item
        elif isinstance(item, dict):
            name = _text(item.get("name")) or _text(by_id.get(str(item.get("@id")), {}).get("name"))
        else:
            continue
        if name and "://" not in name and (name := html.unescape(name).strip()):
            yield name


def _text(value: Any) -> str | None:
    return html.unescape(value).strip() or None if isinstance(value, str) else None
