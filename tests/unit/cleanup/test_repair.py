"""repair: characters mended, typography kept."""

import pytest

from workers.cleanup.repair import one_line, repair


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("The mayorâ€™s cafÃ©", "The mayor’s café"),
        ("“curly” — and ‘single’ … ﬁne ½", "“curly” — and ‘single’ … ﬁne ½"),
        ("ｆｕｌｌ width", "ｆｕｌｌ width"),
        ("cafe\u0301", "café"),
        ("one\u00a0two\t three", "one two three"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\n \n b \n c", "a\n\nb\nc"),
        ("bell\x07 and \x00nul", "bell and nul"),
    ],
)
def test_characters(broken: str, mended: str) -> None:
    assert repair(broken) == mended


def test_entities_are_read_however_often_they_were_escaped() -> None:
    assert repair("Tom &amp; Jerry &#8217;s &amp;quot;x") == 'Tom & Jerry ’s "x'


def test_an_entity_flood_is_left_as_it_is() -> None:
    flood = "&" + "amp;" * 5000
    assert repair(flood) == repair(repair(flood))


def test_one_line() -> None:
    assert one_line(" Harbour\n\ncouncil &amp; budget ") == "Harbour council & budget"
