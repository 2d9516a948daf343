"""Small labelled pages of our own: what real pages put around an article, and the article's text alone."""

from dataclasses import dataclass

_MENU = "".join(
    f'<li><a href="/{name}">{name.title()}</a></li>'
    for name in ("news", "harbour", "culture", "sport", "weather", "jobs")
)
_SHARE = '<div class="share-bar"><a href="#">Facebook</a> <a href="#">Twitter</a> <button>Copy link</button></div>'
_LETTER = (
    '<form class="newsletter-signup"><h3>Sign up for our newsletter</h3>'
    '<p>The best of the week, straight to your inbox.</p><input name="email"><button>Subscribe</button></form>'
)
_RELATED = """<section class="related-articles"><h2>Explore more</h2>
<div class="card"><a href="/1"><h3>Why ferries are late this year</h3></a><p>Passengers on the island line are used to
waiting, and the company that runs the boats says that crews are short and</p></div>
<div class="card"><a href="/2"><h3>A new lock for the old canal</h3></a><p>The keepers of the canal have asked for years
for a gate that closes by itself, and now engineers have begun to</p></div></section>"""
_FOOT = (
    '<footer class="site-footer"><a href="/about">About us</a> <a href="/privacy">Privacy policy</a>'
    "<p>© 2026 Example Wire. All rights reserved.</p></footer>"
)
_COOKIES = '<div class="cookie-banner"><p>We use cookies to make this site work.</p><button>Accept all</button></div>'


@dataclass(frozen=True)
class Labelled:
    """A page and the paragraphs that a reader would call its article."""

    name: str
    body: str
    expected: tuple[str, ...]

    @property
    def page(self) -> str:
        """The whole page, with everything around the article."""
        return (
            f'<html lang="en"><head><title>{self.name} | Example Wire</title></head><body>{_COOKIES}'
            f'<header class="masthead"><nav><ul>{_MENU}</ul></nav></header><main><h1>{self.name}</h1>'
            f'<p class="byline">By Ana Ruiz</p><time datetime="2026-11-23">23 November 2026</time>'
            f"{_SHARE}{self.body}{_LETTER}{_RELATED}</main>{_FOOT}</body></html>"
        )


_BUDGET = (
    "The harbour council voted on Tuesday for a budget of 52 million crowns, the largest it ever passed, to rebuild "
    "the quays before the winter storms.",
    "Most of the money goes to the northern quay, which has been closed to lorries since a storm broke its foundation "
    "in January, the council's engineer, Bo Lind, told the meeting.",
    "“We have patched it for ten years,” Lind said. “There is nothing left to patch.”",
    "Two of the nine members voted against the plan because it is paid for with a loan that runs for thirty years. "
    "Both said that they would ask the county to look at it again.",
)
_FERRY = (
    "The island ferry will run every half hour from Monday, twice as often as now, after the company took over two "
    "boats from a line in the south.",
    "Passengers had complained for a year about full boats in the morning. A count in September found that one in six "
    "had to wait for the next crossing.",
    "Tickets stay at four crowns until the end of the year, a spokeswoman said.",
)
_LIVE = (
    "The first boats have crossed the line, with the crew of the Petrel two lengths ahead of last year's first.",
    "The wind has turned to the north and the judges have moved the second mark. Three boats had to tack again.",
    "That was close: the Heron touched the mark and has to sail a full turn before it may go on.",
    "The Petrel has won. Its skipper, Mara Holm, is the first woman to win the race since it began in 1921.",
)
_TABLE = (
    "Fewer ships called at the three ports of the coast in October than a year before, figures of the county show.",
    "Northport 412 ships",
    "Oldhaven 388 ships",
    "Sandbay 97 ships",
    "The county puts the fall down to the strike of the pilots, which closed all three ports for five days.",
)


def _paragraphs(lines: tuple[str, ...]) -> list[str]:
    return [f"<p>{line}</p>" for line in lines]


LABELLED = (
    Labelled("Harbour council backs budget", "<article>" + "".join(_paragraphs(_BUDGET)) + "</article>", _BUDGET),
    Labelled(
        "Ferry to run twice as often",
        '<div class="content">'
        + '</div><div class="advert"><p>Advertisement</p></div><div class="content">'.join(
            _paragraphs(_FERRY + _BUDGET)
        )
        + "</div>",
        _FERRY + _BUDGET,
    ),
    Labelled(
        "Autumn regatta, as it happened",
        "".join(
            f'<div class="live-update"><time>1{at}:05</time>{line}</div>' for at, line in enumerate(_paragraphs(_LIVE))
        ),
        _LIVE,
    ),
    Labelled(
        "Fewer ships in October",
        f"<article><p>{_TABLE[0]}</p><table>"
        + "".join(f"<tr><td>{line}</td></tr>" for line in _TABLE[1:4])
        + f"</table><p>{_TABLE[4]}</p>"
        + "".join(_paragraphs(_FERRY))
        + "</article>",
        _TABLE + _FERRY,
    ),
    Labelled(
        "Loan for the quays under review",
        "<article>" + "".join(_paragraphs(_BUDGET + _FERRY)) + "</article>"
        '<div id="comments" class="comments"><h3>2 comments</h3>'
        '<div class="comment"><p>I do not believe a word of this, they said the same ten years ago!</p></div>'
        '<div class="comment"><p>Good news at last.</p></div></div>',
        _BUDGET + _FERRY,
    ),
)
