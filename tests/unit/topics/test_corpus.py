"""Corpus files: what is refused, and where."""

from pathlib import Path

import pytest

from newsmill.errors import Misconfigured
from workers.topics.corpus import read_corpus
from workers.topics.scheme import Concept, build

SCHEME = build("own", [Concept("x:1", "one", "here"), Concept("x:2", "two", "here", retired="2020-01-01")])
GOOD = '{"headline": "Rain", "text": "It rains.", "topics": ["x:1"]}\n'


def test_items_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(GOOD)
    (tmp_path / "a.jsonl").write_text(GOOD.replace("Rain", "Snow") + "\n" + GOOD.replace('"x:1"', ""))
    items = read_corpus(tmp_path, SCHEME)
    assert [item.headline for item in items] == ["Snow", "Rain", "Rain"]
    assert [item.topics for item in items] == [("x:1",), (), ("x:1",)]
    assert items[1].place.endswith("a.jsonl, line 3")
    assert [item.source for item in items] == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "an object with"),
        ('{"headline": "a", "text": "b"}', "an object with"),
        (GOOD.replace("Rain", " "), "not empty"),
        (GOOD.replace('["x:1"]', '"x:1"'), "a list of codes"),
        (GOOD.replace("x:1", "x:9"), "'x:9' is not in the scheme own"),
        (GOOD.replace("x:1", "x:2"), "was retired on 2020-01-01"),
        (GOOD.replace('"x:1"', '"x:1", "x:1"'), "given twice"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "a.jsonl").write_text(GOOD + line)
    with pytest.raises(Misconfigured, match=r"a\.jsonl, line 2") as error:
        read_corpus(tmp_path, SCHEME)
    assert reason in str(error.value)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"no \.jsonl file"):
        read_corpus(tmp_path, SCHEME)
