"""Where the article ends."""

from pathlib import Path

import pytest

from newsmill.errors import Misconfigured
from workers.cleanup.lexicon import Lexicon, read_lexicon
from workers.cleanup.lines import split_lines
from workers.cleanup.resources import LEXICON
from workers.cleanup.tail import tail_start

PROSE = (
    "The harbour council voted on Tuesday for 52 million crowns to rebuild all of the old quays and "
    "the outer piers in two years."
)
TEASER = (
    "A ferry story\nPassengers on the island line are used to waiting, and the company that runs it says that crews are"
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon(LEXICON)


def start(text: str, lexicon: Lexicon) -> int:
    return tail_start(split_lines(text), lexicon)


def test_teasers_under_a_heading_go_however_long_they_are(lexicon: Lexicon) -> None:
    assert start("\n".join([PROSE, "Read more", *[TEASER] * 5]), lexicon) == 1


def test_a_short_list_of_titles_under_a_heading_goes(lexicon: Lexicon) -> None:
    assert start("\n".join([PROSE] * 5 + ["Related articles", "Ferries late again", "A new lock"]), lexicon) == 5


def test_prose_after_the_heading_stays(lexicon: Lexicon) -> None:
    text = "\n".join([PROSE, "Related articles", "Ferries late again", PROSE, PROSE, PROSE])
    assert start(text, lexicon) == 6


def test_a_long_rest_without_teasers_stays(lexicon: Lexicon) -> None:
    text = "\n".join([PROSE, "Recommended", *["1:05 pm The Petrel leads by two lengths"] * 40])
    assert start(text, lexicon) == 42


def test_two_cut_off_teasers_at_the_end_go_without_a_heading(lexicon: Lexicon) -> None:
    longer = TEASER + " short of pay and of sleep and have"
    assert start("\n".join([PROSE, PROSE, longer, longer]), lexicon) == 2
    assert start("\n".join([PROSE, PROSE, longer]), lexicon) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "lexicon"),
        ("tails: []", "needs 'furniture'"),
        ("furniture: {a: {patterns: ['(']}}\ntails: []", "regular"),
    ],
)
def test_a_wrong_lexicon_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text(text)
    with pytest.raises(Misconfigured, match=said):
        read_lexicon(path)
