"""Boilerplate lists per source: learned, written, read, and part of that source's stamp alone."""

from pathlib import Path

import pytest

from newsmill.article import Article
from newsmill.errors import Misconfigured
from workers.cleanup import CleanupOptions, clean, load
from workers.cleanup.sources import learn_source_list, read_source_list, read_source_lists, write_source_list

FOOT = "The Example Wire is read in 14 harbours."
BODY = "The council of harbour number {} voted on Tuesday for a budget of {} million crowns to rebuild its quays."


def texts(count: int) -> list[str]:
    return [f"{BODY.format(number, number * 3)} It was vote {'x' * number}.\n\n{FOOT}" for number in range(count)]


def test_a_line_that_repeats_is_learned_and_news_is_not() -> None:
    found = learn_source_list("Example Wire", texts(30))
    assert found.lines == (FOOT,)
    assert found.knows("the example wire is read in 15 harbours")
    assert found.version == 1


def test_learning_again_keeps_what_operators_wrote_and_counts_the_version() -> None:
    first = learn_source_list("Example Wire", texts(30))
    again = learn_source_list(
        "Example Wire", [text.replace(FOOT, "Another foot line.") for text in texts(30)], previous=first
    )
    assert set(again.lines) == {FOOT, "Another foot line."}
    assert again.version == 2


def test_too_few_articles_teach_nothing() -> None:
    with pytest.raises(ValueError, match="at least 20"):
        learn_source_list("Example Wire", texts(19))


def test_written_lists_are_read_again(tmp_path: Path) -> None:
    found = learn_source_list("Example Wire", texts(30))
    write_source_list(tmp_path / "wire.yaml", found)
    assert read_source_lists(tmp_path) == {"Example Wire": found}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lines: [", "needs format"),
        ("format: other/9", "reads newsmill.boilerplate/1"),
        ("format: newsmill.boilerplate/1\nsource: a\nversion: x\nlines: []", "whole number"),
        ("format: newsmill.boilerplate/1\nsource: a\nversion: 1\nlines: [2026]", "quotes"),
    ],
)
def test_a_wrong_list_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(Misconfigured, match=said) as caught:
        read_source_list(path)
    assert "wrong.yaml" in str(caught.value)


def test_two_lists_of_one_source_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_source_list(tmp_path / f"{name}.yaml", learn_source_list("Example Wire", texts(30)))
    with pytest.raises(Misconfigured, match="another list"):
        read_source_lists(tmp_path)


def test_a_list_cleans_its_source_and_changes_only_its_stamp(tmp_path: Path) -> None:
    write_source_list(tmp_path / "wire.yaml", learn_source_list("Example Wire", texts(30)))
    plain, listed = load(CleanupOptions()), load(CleanupOptions(source_lists=tmp_path))
    body = {"value": texts(3)[2]}
    own = clean(Article.model_validate({"body": body, "source": "Example Wire"}), listed)
    other = clean(Article.model_validate({"body": body, "source": "Other Wire"}), listed)
    assert FOOT not in own.text
    assert [item.reason for item in own.removed] == ["boilerplate of the source"]
    assert FOOT in other.text
    assert other.stamp == plain.base_stamp != own.stamp


def test_a_folder_that_is_not_there_and_a_list_in_another_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"there is no folder .*missing"):
        load(CleanupOptions(source_lists=tmp_path / "missing"))
    (tmp_path / "wrong.yaml").write_bytes("source: Zürich".encode("latin-1"))
    with pytest.raises(Misconfigured, match=r"wrong.yaml: a boilerplate list needs"):
        read_source_lists(tmp_path)
