"""Checks of the corpus: copies, thin topics, lines."""

from pathlib import Path

import orjson

from workers.topics import TopicOptions, scheme_file
from workers.topics.checking import check_corpus
from workers.topics.options import CORPUS
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
