"""Numbers that the learned parts read: tokens, characters, containers, and the neighbourhood of lines."""

import numpy as np
import pytest
from lxml import etree

from workers.cleanup.author import byline_of
from workers.cleanup.blocks import Blocks, read_blocks
from workers.cleanup.characters import DIGIT, UPPER, read_characters
from workers.cleanup.containers import kinds_of_place, read_places, same_kind
from workers.cleanup.context import cohesion
from workers.cleanup.headline import words_of_address
from workers.cleanup.tokens import tokenize
from workers.cleanup.wording import BUCKETS, hashed_words, wording_scores


def blocks(page: str) -> Blocks:
    return read_blocks(etree.fromstring(page, etree.HTMLParser()))


def test_tokens_know_their_line_and_place() -> None:
    tokens = tokenize(["By Ana Ruiz, 23 May", "…", "©", "東京都"])
    assert tokens.texts == ["by", "ana", "ruiz", "00", "may", "…", "©", "東京", "都"]
    assert tokens.line.tolist() == [0, 0, 0, 0, 0, 1, 2, 3, 3]
    assert tokens.place.tolist() == [0, 1, 2, 3, 4, 0, 0, 0, 1]
    assert tokens.words.tolist() == [5, 0, 0, 2]


def test_a_line_is_worded_alike_wherever_it_stands() -> None:
    weights = np.random.default_rng(0).normal(size=BUCKETS + 1).astype(np.float32)
    lines = ["Sign up now", "", "The council voted on Tuesday for a larger budget " * 5, "Share"]
    together = wording_scores(tokenize(lines), weights)
    alone = [wording_scores(tokenize([line]), weights)[0] for line in lines]
    assert together.tolist() == pytest.approx(alone)


def test_the_order_of_words_tells() -> None:
    assert hashed_words(tokenize(["read more"]))[1].tolist() != hashed_words(tokenize(["more read"]))[1].tolist()


def test_characters_are_counted_by_line() -> None:
    characters = read_characters(["AB1", "x 12:30", "é"])
    assert characters.share(DIGIT).tolist() == pytest.approx([1 / 3, 4 / 7, 0])
    assert characters.share(UPPER).tolist() == pytest.approx([2 / 3, 0, 0])
    assert characters.count(characters.between_digits(":/-")).tolist() == [0, 1, 0]


def test_blocks_of_a_page_and_what_they_stand_in() -> None:
    page = blocks("<body>a<div id=x><p>b <b>c</b></p>d<a href=/>e</a></div><script>no</script>f<br>g</body>")
    assert [(block.text, page.containers[block.container].tag) for block in page.blocks] == [
        ("a", "body"),
        ("b c", "p"),
        ("de", "div"),
        ("f", "body"),
        ("g", "body"),
    ]
    assert [(container.tag, container.end) for container in page.containers] == [("body", 3), ("div", 3), ("p", 3)]
    assert [block.link_chars for block in page.blocks] == [0, 0, 1, 0, 0]
    assert page.blocks[-1].after_break


def test_totals_of_a_container_hold_all_that_is_in_it() -> None:
    page = blocks("<body>a<div><p>b</p><section><p>c</p></section></div><p>d</p></body>")
    places = read_places(page)
    assert places.totals(np.ones((4, 1)))[:, 0].tolist() == [4, 2, 1, 1, 1, 1]


def test_blocks_of_one_kind_count_together() -> None:
    page = blocks("<body><div class=update><p>a</p></div><div class=update><p>b</p></div><footer>c</footer></body>")
    kinds = kinds_of_place(page)
    assert kinds[0] == kinds[1] != kinds[2]
    shares = same_kind(kinds, np.array([10.0, 20.0, 5.0]), np.array([10.0, 20.0, 0.0]))
    assert shares[0].tolist() == shares[1].tolist()
    assert shares[:, 0].tolist() == [1, 1, 0]


def test_prose_shares_its_words_and_furniture_does_not() -> None:
    lines = ["The harbour council voted.", "Harbour engineers spoke to the council.", "Subscribe for recipes"]
    assert cohesion(tokenize(lines), np.array([True, True, False])).tolist() == pytest.approx([2 / 3, 2 / 4, 0])


@pytest.mark.parametrize(
    ("page", "byline"),
    [
        ("<div class=meta>By Ana Ruiz</div><p>x</p>", "Ana Ruiz"),
        ("<a class=author-name>Ana de la Cruz</a>", "Ana de la Cruz"),
        ("<a class=author-name>View all posts</a>", None),
        ("<p>Ana Ruiz</p>", None),
        ("<p>By Monday afternoon, Ana Ruiz had left.</p>", None),
    ],
)
def test_bylines_in_the_text(page: str, byline: str | None) -> None:
    assert byline_of(blocks(page)) == byline


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://example.org/news/2026/11/harbour-council-backs-budget-14848164.html", "harbour council backs budget"),
        ("https://example.org/a/?p=12", None),
        (None, None),
    ],
)
def test_words_of_an_address(url: str | None, words: str | None) -> None:
    assert words_of_address(url) == words
