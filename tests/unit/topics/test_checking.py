"""Checks of the corpus: copies, thin topics, lines."""

from pathlib import Path

import orjson
import pytest

from workers.topics import TopicOptions, scheme_file
from workers.topics.checking import MOST_ERRORS, check_corpus, errors_of
from workers.topics.options import CORPUS, DATA
from workers.topics.scheme import build

IPTC = build("iptc", scheme_file.read(TopicOptions().scheme))


def item(headline: str, text: str) -> bytes:
    return orjson.dumps({"headline": headline, "text": text, "topics": ["medtop:20000154"]}) + b"\n"


def test_the_corpus_has_no_copies_and_every_second_level_topic_enough_items() -> None:
    report = check_corpus(CORPUS, IPTC)
    assert report.errors == ()
    assert report.warnings == ()
    assert report.items >= 3000


def test_a_near_copy_is_named_with_both_lines(tmp_path: Path) -> None:
    text = "Water rose above the windows of the lower town and boats took people off the roofs at noon."
    (tmp_path / "a.jsonl").write_bytes(item("Flood", text) + item("Flood again", text.replace("noon", "dusk")))
    (error,) = check_corpus(tmp_path, IPTC).errors
    assert "a.jsonl, line 2: nearly the same as" in error
    assert "line 1" in error


def test_thin_topics_are_warned_about(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(item("Flood", "Water rose."))
    warnings = check_corpus(tmp_path, IPTC).warnings
    assert any("'medtop:20000148' (disaster) has 1 items" in warning for warning in warnings)


YAML_OF_ERRORS = """topics:
  - code: own:a
    name: a
    colour: red
    parent: own:b
    examples: [x, '']
  - {code: own:b, name: b, parent: own:a}
  - {code: own:under, name: under, parent: own:b, terms: [x]}
  - {name: no code}
  - no topic
  - code: own:c
    name: [1]
    threshold: much
    terms: [x]
    parent: own:gone
  - {code: own:c, name: again, terms: [x]}
  - {code: own:c:below, name: below, parent: own:c, terms: [x], threshold: 3}
  - {code: own:nothing, name: nothing}
"""
CSV_OF_ERRORS = """code,name,threshold,terms,hue
own:a,a,high,x | | y
own:b,b,,x,y,z
own:a,a,2,x
"""
SKOS_OF_ERRORS = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept><skos:prefLabel>no address</skos:prefLabel></skos:Concept>
<skos:Concept rdf:about="own:a"><skos:broader rdf:resource="own:x"/><skos:broader rdf:resource="own:y"/></skos:Concept>
<skos:Concept rdf:about="own:b"><skos:prefLabel>b</skos:prefLabel><skos:altLabel>x</skos:altLabel><skos:broader/></skos:Concept>
</rdf:RDF>"""  # noqa: E501 - one concept a line


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "own.yaml",
            YAML_OF_ERRORS,
            [
                (2, "cycle of parents: own:a > own:b > own:a"),
                (4, "the key 'colour' is not known"),
                (6, "'examples' holds an empty text"),
                (9, "a topic without 'code'"),
                (10, "keys and values were expected"),
                (11, "parent 'own:gone' of 'own:c' is not in the scheme"),
                (12, "'name' must be one piece of text"),
                (13, "threshold 'much' is not a number"),
                (16, "was already given at"),
                (17, "threshold 3.0 of 'own:c:below' must lie between 0 and 1"),
                (18, "nothing to know it by"),
            ],
        ),
        (
            "own.csv",
            CSV_OF_ERRORS,
            [
                (1, "the column 'hue' is not known"),
                (2, "'terms' holds an empty text"),
                (2, "threshold 'high' is not a number"),
                (3, "6 cells for 5 columns"),
                (4, "threshold 2.0 of 'own:a'"),
                (4, "was already given at"),
            ],
        ),
        (
            "own.rdf",
            SKOS_OF_ERRORS,
            [
                (2, "a concept without rdf:about"),
                (3, "2 broader concepts"),
                (3, "has no name"),
                (3, "parent 'own:x' of 'own:a' is not in the scheme"),
                (3, "nothing to know it by"),
                (4, "skos:broader without rdf:resource"),
            ],
        ),
        ("own.csv", "code,name\n", [(None, "holds no topic")]),
        ("own.ttl", "", [(None, "unknown file type")]),
    ],
)
def test_all_errors_of_a_file_are_told_by_line(
    tmp_path: Path, name: str, text: str, expected: list[tuple[int | None, str]]
) -> None:
    (tmp_path / name).write_text(text)
    errors = errors_of(tmp_path / name, IPTC)
    assert len(errors) == len(expected), errors
    for error, (line, reason) in zip(errors, expected, strict=True):
        assert line is None or f"{name}, line {line}: " in error
        assert reason in error


def test_a_file_of_nothing_but_errors_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("code,name\n" + "x y,\n" * 50_000)
    assert len(errors_of(path, IPTC)) == MOST_ERRORS


def test_a_file_without_errors_has_none() -> None:
    assert errors_of(DATA / "samples" / "technology-business.yaml", IPTC) == []
