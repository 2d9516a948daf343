"""Which topic an operator means: by id or name, of IPTC and of an operator's own topics."""

from pathlib import Path

import pytest

from newsmill.errors import Misconfigured
from workers.cli.topic_lookup import topic_named

OWN = """
topics:
  - {code: bees, name: beekeeping, parent: medtop:20000210, examples: [Bees die.]}
  - {code: own:honey, name: honey trade, examples: [Honey is dear.]}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of an operator's own topics."""
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("medtop:20000344", "medtop:20000344"),
        ("Weather", "medtop:17000000"),
        ("artificial intelligence", "medtop:20001298"),
        ("old:topic", "old:topic"),
    ],
)
def test_a_topic_is_found_by_its_name(name: str, code: str) -> None:
    assert topic_named(name, None) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("Beekeeping", "bees"), ("bees", "bees"), ("honey", "own:honey"), ("Weather", "medtop:17000000")],
)
def test_an_own_topic_is_found_like_those_of_iptc(name: str, code: str, own: Path) -> None:
    assert topic_named(name, own) == code


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("taming of dragons", "no topic is named .*NEWSMILL_TOPICS_CUSTOM"),
        ("politcs and goverment", "did you mean 'politics and government'"),
        ("policy", "could be"),
    ],
)
def test_a_name_that_is_no_topic_or_several_is_refused(name: str, sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        topic_named(name, None)
