"""Which blocks of a page are a thread of readers' comments."""

import pytest
from lxml import etree

from workers.cleanup.blocks import Blocks, read_blocks
from workers.cleanup.threads import in_threads, without

POST = (
    "<p>The harbour council asks its readers twice a year what they would like to know about the quays, the ferries "
    "and the budget, and answers below.</p>"
)
ENTRIES = "".join(
    f'<li class="comment"><div class="comment-author">{name} on November {day}, 2026 at 4:47 pm said:</div>'
    "<p>Will the ferry run on Sundays again, and what became of the boat that the company bought last year?</p></li>"
    for name, day in (("Ana Ruiz", 3), ("Bo Lind", 4), ("Mara Holm", 9))
)
THREAD = f'<div id="comments"><h3>3 comments</h3><ol>{ENTRIES}</ol></div>'


def page(body: str) -> Blocks:
    return read_blocks(etree.fromstring(f"<html><body>{body}</body></html>", etree.HTMLParser()))


def left(body: str) -> list[str]:
    read = page(body)
    return [block.text for block in without(read, in_threads(read)).blocks]


def test_a_thread_under_a_short_post_goes_with_its_heading() -> None:
    kept = left(f"<article><h1>Open thread</h1>{POST}</article>{THREAD}<footer>Contact</footer>")
    assert [text[:12] for text in kept] == ["Open thread", "The harbour ", "Contact"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<h1>Open thread</h1>{THREAD}", id="nothing else to read"),
        pytest.param(
            f'<div class="post comments-open"><h1>Open thread</h1>{POST}<p>3 May 2026</p><p>4 May 2026</p></div>{POST}',
            id="a post named for the comments it allows",
        ),
        pytest.param(
            f'<div class="comments-open"><div class="entry-content">{POST}<p>3 May 2026</p><p>4 May 2026</p></div>'
            f"{POST}</div>{POST}",
            id="a container of the article's body",
        ),
        pytest.param(
            f'<article class="has-comments">{POST}<p>3 May 2026</p><p>4 May 2026</p></article>{POST}', id="an article"
        ),
        pytest.param(f'{POST}<div class="comments"><p>Comments are closed.</p></div>', id="no dated entries"),
        pytest.param(
            f'{POST}<div class="timeline"><p>4:47 pm</p>{POST}<p>4:52 pm</p>{POST}</div>', id="entries of a live page"
        ),
        pytest.param("", id="empty page"),
    ],
)
def test_what_is_no_thread_stays(body: str) -> None:
    assert not in_threads(page(body)).any()
