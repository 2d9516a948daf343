"""The furniture of a news site around an article: what a fetched page holds beside its text."""

import random
from collections.abc import Sequence
from html import escape

import orjson

TEASERS = (
    "Why the old pier was closed in the first place",
    "Five things to know before the vote on Thursday",
    "The café that would not close its doors",
    "How a small town learned to live with its river",
    "Listen: the week in numbers, with our economics team",
    "Opinion: we have been here before, and we paid for it",
    "Live: follow the match minute by minute",
    "Quiz: how closely did you follow this week's news?",
)
SECTIONS = [
    "World",
    "Politics",
    "Business",
    "Technology",
    "Science",
    "Health",
    "Sport",
    "Culture",
    "Travel",
    "Weather",
    "Opinion",
    "Video",
]
SUBSECTIONS = [
    "Europe",
    "Africa",
    "Americas",
    "Asia",
    "Markets",
    "Companies",
    "Climate",
    "Space",
    "Football",
    "Tennis",
    "Books",
    "Film",
    "Music",
]
FOOTER = [
    "About us",
    "Contact",
    "Jobs",
    "Advertise",
    "Terms of use",
    "Privacy policy",
    "Cookie settings",
    "Accessibility",
    "Help",
    "Archive",
]


def page(chance: random.Random, url: str, headline: str, author: str, paragraphs: Sequence[str]) -> str:
    """One whole HTML page of some 60 to 100 kB, as news sites send them: most of it is not the article."""
    published = f"2026-11-{chance.randint(1, 24):02d}T{chance.randint(6, 21):02d}:15:00+00:00"
    site = url.split("/")[2].split(".", maxsplit=1)[0].title() + " Daily"
    title = escape(headline)
    story = []
    for number, paragraph in enumerate(paragraphs):
        story.append(f"<p>{escape(paragraph, quote=False)}</p>")
        if number == 1:
            story.append(f'<div class="ad-slot" data-ad-unit="/mid/{number}"><span>Advertisement</span></div>')
        if number == 2:
            story.append(f'<aside class="related"><h3>Related</h3><ul>{_links(chance, 3)}</ul></aside>')
        if number == 4:
            story.append(
                '<div class="newsletter"><h3>Sign up to the briefing</h3><p>The day in five minutes, every morning.</p>'
                '<form action="/newsletter"><input type="email"><button>Sign up</button></form></div>'
            )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title} | {site}</title>'
        f'<link rel="canonical" href="{url}"><meta property="og:title" content="{title}">'
        f'<meta property="og:site_name" content="{site}"><meta property="og:type" content="article">'
        f'<meta name="author" content="{author}"><meta property="article:published_time" content="{published}">'
        f'<script type="application/ld+json">{_structured(headline, author, published, site)}</script>'
        f"<style>{_styles(chance)}</style><script>window.__STATE__={_state(chance)};</script></head><body>"
        f'<div id="consent" role="dialog"><p>We and our {chance.randint(90, 900)} partners store cookies here.</p>'
        "<button>Accept all</button><button>Manage choices</button></div>"
        f'<header><a href="/">{site}</a><nav>{_menu()}</nav><form action="/search"><input name="q"></form></header>'
        f'<main><nav class="breadcrumb"><a href="/">Home</a> › <a href="/news">News</a></nav><article><h1>{title}</h1>'
        f'<p class="byline">By <a href="/by/1">{author}</a></p><time datetime="{published}">{published[:10]}</time>'
        '<ul class="share"><li><a href="#">Share on Facebook</a></li><li><a href="#">Post on X</a></li>'
        '<li><a href="#">Email</a></li><li><a href="#">Copy link</a></li></ul><figure><img src="/i/1.jpg" alt="">'
        '<figcaption>The scene on the day. <span class="credit">Photograph: Agency</span></figcaption></figure>'
        + "\n".join(story)
        + '</article><section class="explore"><h2>More from this section</h2>'
        + "".join(_card(chance, number) for number in range(24))
        + f'</section><section id="comments"><h2>Comments</h2>{_comments(chance)}</section></main>'
        f'<aside class="most-read"><h2>Most read</h2><ol>{_links(chance, 10)}</ol></aside>'
        f"<footer><p>© 2026 {site}. All rights reserved.</p><ul>"
        + "".join(f'<li><a href="/f/{number}">{text}</a></li>' for number, text in enumerate(FOOTER * 3))
        + f"</ul></footer><script>{_script(chance)}</script></body></html>"
    )


def _menu() -> str:
    return "".join(
        f'<ul class="menu"><li><a href="/{section.lower()}">{section}</a><ul class="sub">'
        + "".join(f'<li><a href="/{section.lower()}/{sub.lower()}">{sub}</a></li>' for sub in SUBSECTIONS[:7])
        + "</ul></li></ul>"
        for section in SECTIONS
    )


def _links(chance: random.Random, count: int) -> str:
    return "".join(
        f'<li><a href="/a/{chance.randint(1, 9999)}">{escape(text)}</a></li>' for text in _some(chance, count)
    )


def _card(chance: random.Random, number: int) -> str:
    text = escape(chance.choice(TEASERS))
    return (
        f'<div class="card card--{number % 3}" data-track="card-{number}"><a href="/c/{number}" class="card__link">'
        f'<picture><source srcset="/i/{number}-320.webp 320w, /i/{number}-640.webp 640w" type="image/webp">'
        f'<img loading="lazy" src="/i/{number}.jpg" alt="" width="320" height="180"></picture><h3>{text}</h3></a>'
        f'<p class="card__text">{text}…</p><span class="card__time">{chance.randint(1, 23)} hours ago</span></div>'
    )


def _comments(chance: random.Random) -> str:
    return "".join(
        f'<div class="comment"><b>reader{chance.randint(1, 999)}</b><p>{escape(text)}, and no wonder at all.</p>'
        "<button>Reply</button><button>Report</button></div>"
        for text in _some(chance, 6)
    )


def _some(chance: random.Random, count: int) -> list[str]:
    return [chance.choice(TEASERS) for _ in range(count)]


def _structured(headline: str, author: str, published: str, site: str) -> str:
    return orjson.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": headline,
            "datePublished": published,
            "author": [{"@type": "Person", "name": author}],
            "publisher": {"@type": "NewsMediaOrganization", "name": site},
        }
    ).decode()


def _styles(chance: random.Random) -> str:
    return "".join(
        f".c{number}-{chance.randint(100, 999)}{{margin:{number % 9}px;color:#{chance.randint(0, 0xFFFFFF):06x}}}"
        for number in range(chance.randint(120, 240))
    )


def _state(chance: random.Random) -> str:
    rows = [
        {"id": chance.randint(1, 10**9), "slug": f"s-{chance.randint(1, 10**6)}", "title": chance.choice(TEASERS)}
        for _ in range(chance.randint(150, 350))
    ]
    return orjson.dumps({"page": {"type": "article"}, "items": rows}).decode()


def _script(chance: random.Random) -> str:
    return "".join(
        f"function f{number}(a,b){{var c=a||{chance.randint(1, 999)};return b?c+b.length:c*{number};}}"
        for number in range(chance.randint(100, 200))
    )
