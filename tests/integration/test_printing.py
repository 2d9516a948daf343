"""What commands print: rows that can be read at 80 columns and grepped in a pipe, and articles' words as they are."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.integration.store.building import article, failed, stored
from tests.service import Newsmill
from workers.store import Store, migrate

EMPTY = "body.value: is empty; send the article's text or page"
DEEP = "the page nests elements deeper than 400 levels (near byte 2,000); no parser reads that reliably"
LONG_ID = "urn:newsml:example.org:20261123:harbour-council-backs-budget-after-a-long-night"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a store, without a service."""
    found = tmp_path_factory.mktemp("printing") / "data"
    found.mkdir()
    url = f"sqlite:///{found / 'newsmill.db'}"
    migrate(url)
    with Store.open(url) as store:
        store.settle([stored(article("The council met.", "[/x]", headline="[/b] Council :smile: [bold]votes"), 1)])
        store.settle(
            [failed(2, of=article("x", "[/y]"), message=EMPTY), failed(3, of=article("x", "z"), message=EMPTY)]
        )
        store.settle([failed(4, of=article("<p>", LONG_ID), message=DEEP, error="SoftTimeLimitExceeded")])
    return found


def printed(folder: Path, *words: str, columns: int | None) -> Sequence[str]:
    environment = {**Newsmill(folder).environment, "COLUMNS": str(columns)}
    if columns is None:
        del environment["COLUMNS"]
    command = [sys.executable, "-m", "workers.cli", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout.splitlines()


def test_at_80_columns_messages_stand_below_their_rows(folder: Path) -> None:
    for words in (["dead", "list"], ["dead", "list", "--group"]):
        lines = printed(folder, *words, columns=80)
        assert max(map(len, lines)) <= 80
        assert f"    {EMPTY}" in [line.rstrip() for line in lines]
        assert len(lines) < 15, "no message is folded to a few characters a line"


def test_in_a_pipe_a_row_is_one_line(folder: Path) -> None:
    _, *rows = printed(folder, "dead", "list", columns=None)
    assert [row.split()[0] for row in rows] == ["3", "2", "1"]
    assert LONG_ID in rows[0]
    assert DEEP in rows[0]
    _, most, one = printed(folder, "dead", "list", "--group", columns=None)
    assert most.split()[0] == "2"
    assert most.rstrip().endswith(EMPTY)
    assert "deeper than … levels (near byte …); no parser" in one


def test_words_of_an_article_are_never_read_as_markup(folder: Path) -> None:
    [_, row] = printed(folder, "search", "--text", "council", columns=None)
    assert row.split() == ["2026-11-23", "[/b]", "Council", ":smile:", "[bold]votes", "[/x]"]
    assert "[/b] Council :smile: [bold]votes" in printed(folder, "show", "[/x]", columns=None)
    assert any("[/y]" in line for line in printed(folder, "dead", "list", columns=80))


def test_help_flows_to_the_width_there_is(folder: Path) -> None:
    lines = printed(folder, "dead", "replay", "--help", columns=200)
    assert any("and an article that was" in line for line in lines)


def test_no_row_ends_in_spaces_in_a_pipe(folder: Path) -> None:
    for words in (["dead", "list"], ["dead", "show", "3"], ["show", "[/x]"], ["search", "--text", "council"]):
        lines = printed(folder, *words, columns=None)
        assert lines
        assert [line for line in lines if line != line.rstrip()] == []


def test_a_terminal_that_is_not_utf_8_shows_what_it_lacks_as_escapes(folder: Path) -> None:
    environment = {**Newsmill(folder).environment, "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "workers.cli", "dead", "list", "--group"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="latin-1", check=True)
    assert r"deeper than \u2026 levels" in done.stdout


@pytest.mark.parametrize("words", [("dead", "list"), ("dead", "list", "--json"), ("doctor", "--settings")])
def test_a_reader_that_ends_early_is_told_in_the_exit_code_alone(folder: Path, words: Sequence[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "workers.cli", *words]
    done = subprocess.run(
        command, env=Newsmill(folder).environment, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")
