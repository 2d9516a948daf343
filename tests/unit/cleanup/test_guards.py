"""Guards: what is refused before any parser sees it, and what is taken out."""

import pytest

from newsmill.errors import Permanent
from workers.cleanup.guards import Limits, guard_page, guard_plain

LIMITS = Limits()


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("x" * 5_000_001, "5,000,001 characters"),
        ("<div>" * 5000, "nests elements deeper"),
        ("<font>" * 1000 + "text", "nests elements deeper"),
        ("<p>" + "<br id=1>a" * 70_000, "more than 60,000 tags"),
        ("<p " + " ".join(f'a{n}="1"' for n in range(100_000)) + ">", "attributes"),
        ("<p " + " ".join(f"a{n}" for n in range(100_000)), "attributes"),
        ("<p>" + "x" * 30_000 + "</p>", "without white space"),
    ],
)
def test_hostile_pages_are_refused_with_a_sentence(page: str, said: str) -> None:
    with pytest.raises(Permanent, match=said):
        guard_page(page, LIMITS)


def test_scripts_styles_comments_and_drawings_go_and_json_ld_stays() -> None:
    page = (
        "<p>a</p><script>if (a < b) { '<p>no</p>' }</script><style>p{}</style><!-- <p>no</p> -->"
        "<svg><text>no</text></svg>"
        '<script type="application/ld+json">{"yes": 1}</script><p>b</p>'
    )
    assert guard_page(page, LIMITS) == b'<p>a</p><script type="application/ld+json">{"yes": 1}</script><p>b</p>'


def test_control_characters_go_however_they_are_written() -> None:
    assert guard_page("a\x1fb&#31;c&#x1F;d&#0031;e&#127;f &#233;&#310;&#x1f600;", LIMITS) == (
        b"a b c d e f &#233;&#310;&#x1f600;"
    )


def test_runs_of_line_breaks_are_shortened() -> None:
    assert guard_page("a" + "<br>\n" * 200_000 + "b", LIMITS) == b"a<br><br>b"


def test_a_stray_quote_does_not_swallow_the_page() -> None:
    page = "<p class=it's>one</p><p>it's two</p>"
    assert guard_page(page, LIMITS) == page.encode()


@pytest.mark.parametrize(
    "page", ["<", "<p", "<!--", "<!-- a", "<script", "<script>x", "<p a='", '<p a="', "</", "<!-->x"]
)
def test_truncated_pages_do_not_fail(page: str) -> None:
    assert isinstance(guard_page(page, LIMITS), bytes)


@pytest.mark.parametrize("piece", ['<a "', "<a b='", "<!-", "<!--", "<script ", "<br ", "</script", "=<a ='"])
def test_the_scan_is_linear(piece: str) -> None:
    """One that is not takes minutes for this, and is ended by the time limit of tests."""
    guard_page(piece * 50_000, Limits(tags=10**9, depth=10**9, attributes=10**9, unbroken=10**9))


def test_more_lines_than_any_article_has() -> None:
    with pytest.raises(Permanent, match="60,000 lines"):
        guard_plain("a b\n\n" * 60_000, LIMITS)


def test_plain_text_without_a_space_is_data() -> None:
    with pytest.raises(Permanent, match="without white space"):
        guard_plain("x" * 5_000_000, LIMITS)
