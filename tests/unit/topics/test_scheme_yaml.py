"""YAML schemes: what is read, what is refused, and that the refusal names the line."""

from pathlib import Path

import pytest

from newsmill.errors import Misconfigured
from workers.topics import scheme_file
from workers.topics.options import DATA
from workers.topics.scheme import build

GOOD = """topics:
  - code: own:bees
    name: bees
    examples:
      - A swarm settled on the town hall.
    must: [bee]
    threshold: 0.4
"""


def write(tmp_path: Path, text: str, name: str = "own.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_topic_is_read_whole(tmp_path: Path) -> None:
    (concept,) = scheme_file.read(write(tmp_path, GOOD))
    assert (concept.code, concept.name, concept.threshold) == ("own:bees", "bees", 0.4)
    assert concept.examples == ("A swarm settled on the town hall.",)
    assert concept.must == ("bee",)
    assert concept.place.endswith("own.yaml, line 2")


def test_the_sample_stands_beside_iptc() -> None:
    iptc = build("iptc", scheme_file.read(DATA / "iptc-2025-10-09.csv"))
    own = list(scheme_file.read(DATA / "samples" / "technology-business.yaml"))
    scheme = build("sample", own, iptc)
    assert len(own) == 5
    assert scheme.path("tech:ransomware")[0] == "medtop:02000000"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("topics:\n  - code: a\n   name: b\n", "line 3", "not valid YAML"),
        ("topic: []\n", "line 1", "the key 'topic' is not known"),
        ("topics: {}\n", "line 1", "a list `topics` was expected"),
        ("- a\n", "line 1", "keys and values were expected"),
        ("topics:\n  - code: a\n", "line 2", "a topic without 'name'"),
        ("topics:\n  - code: a\n    name: b\n    colour: red\n", "line 4", "'colour' is not known"),
        ("topics:\n  - code: a\n    name: b\n    name: c\n", "line 4", "given twice"),
        ("topics:\n  - code: a\n    name: b\n    examples: []\n", "line 4", "at least one text"),
        ("topics:\n  - code: a\n    name: b\n    examples:\n      - ''\n", "line 5", "empty text"),
        ("topics:\n  - code: a\n    name: [b]\n", "line 3", "one piece of text"),
        ("topics:\n  - code: a\n    name: b\n    threshold: much\n", "line 4", "not a number"),
        ("topics:\n  - !!python/object:os.system a\n", "line 2", "keys and values were expected"),
        ("", "own.yaml", "is empty"),
        ("[" * 100_000, "own.yaml", "nested far too deep"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, text: str, line: str, reason: str) -> None:
    with pytest.raises(Misconfigured) as error:
        list(scheme_file.read(write(tmp_path, text)))
    assert line in str(error.value)
    assert reason in str(error.value)


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"must end in one of \.csv, \.yaml"):
        scheme_file.read(tmp_path / "own.ttl")
