"""What the docs name is there: settings with their defaults, commands with their options, keys, views, files.

Of the code, the files that its comments name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from config.settings import known_variables
from workers.cli import app
from workers.queue import keys

ROOT = Path(__file__).resolve().parents[2]
FILES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]
PAGES = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in FILES}
del PAGES["CHANGELOG.md"]  # it tells of what is gone as well

SETTING = re.compile(r"(NEWSMILL|…)_([A-Z]+(?:_[A-Z]+)*)")  # …_NAME: of the group of the one before it
SETTINGS = known_variables()


def settings_in(text: str) -> Iterator[tuple[str, str]]:
    """The settings that a text names, written out, and what follows each."""
    group = ""
    for found in SETTING.finditer(text):
        name = f"NEWSMILL_{found[2]}" if found[1] == "NEWSMILL" else f"{group}_{found[2]}"
        group = "_".join(name.split("_")[:2])
        yield name, text[found.end() :]


def value(written: str) -> float | str:
    """A default as people write it, in the form in which defaults compare."""
    number = re.fullmatch(r"([\d,]+(?:\.\d+)?)( MiB)?(?: \(off\))?", written)
    if number:
        return float(number[1].replace(",", "")) * (2**20 if number[2] else 1)
    return "" if written == "kept for ever" else written


def default(name: str) -> float | str:
    return value(SETTINGS[name].default)


@pytest.mark.parametrize("page", [*PAGES, "docker-compose.yml", "config/redis.conf", "config/redis-acl.conf"])
def test_every_setting_that_is_named_exists(page: str) -> None:
    text = PAGES.get(page) or (ROOT / page).read_text(encoding="utf-8")
    assert [name for name, _ in settings_in(text) if name not in SETTINGS] == []


def rows_with_a_default() -> Iterator[tuple[str, str]]:
    """The names and the defaults in the tables that have a column of that name."""
    for text in PAGES.values():
        column = None
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
            if "default" in cells:
                column = cells.index("default")
            elif not cells:
                column = None
            elif column is not None and not set(line) <= set("|- "):
                yield cells[column - 1], cells[column]


def test_the_tables_of_settings_tell_their_defaults() -> None:
    rows = list(rows_with_a_default())
    assert len(rows) >= 15
    for names, defaults in rows:
        told = [value(one) for one in defaults.split(", ")]
        assert (names, told) == (names, [default(name) for name, _ in settings_in(names)])


def test_a_number_that_stands_behind_a_setting_is_its_default() -> None:
    told = [
        (name, value(number[1]))
        for text in PAGES.values()
        for name, rest in settings_in(text)
        if (number := re.match(r"` \(?(\d[\d,]*\d|\d)(?![\d,]*\d)", rest))
    ]
    assert len(told) >= 3
    assert [(name, number) for name, number in told if number != default(name)] == []


def commands_in(text: str) -> Iterator[str]:
    """What follows `newsmill` in lines of code, comments included, and in code within a sentence."""
    fenced = re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^    .*$", text, re.MULTILINE)
    for line in [line for block in (*fenced, *indented) for line in block.splitlines()]:
        if found := re.match(r"\s*(?:docker compose (?:exec|run) .*? |\S+=\S+ )?newsmill ([a-z].*)", line):
            yield found[1]
    yield from re.findall(r"`newsmill ([a-z][^`]*)`", text)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_named_exists_with_its_options(page: str) -> None:
    for line in commands_in(PAGES[page]):
        command = typer.main.get_command(app)
        for word in line.split():
            below = getattr(command, "commands", {})
            if not below or word == "…" or word.startswith("-"):
                break
            assert word in below, f"there is no `newsmill {line}`"
            command = below[word]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<!\w)--[a-z-]+", line)) - known == set(), f"`newsmill {line}`"


def test_commands_are_found_in_the_docs_at_all() -> None:
    assert len([line for text in PAGES.values() for line in commands_in(text)]) >= 40


@pytest.mark.parametrize("page", PAGES)
def test_every_key_of_redis_that_is_named_exists(page: str) -> None:
    known = {name for name in vars(keys).values() if isinstance(name, str) and name.startswith("newsmill:")}
    named = set(re.findall(r"newsmill:[a-z]+(?::[a-z]+)*:?", PAGES[page]))
    assert {name for name in named if name not in known and name.rstrip(":") not in known} == set()


def test_readers_may_read_every_view() -> None:
    views = set(re.findall(r"^### (newsmill_\w+)$", PAGES["docs/store.md"], re.MULTILINE))
    granted = re.findall(r"GRANT SELECT ON ([\w, ]+) TO", PAGES["docs/operations.md"])
    assert {name for names in granted for name in names.split(", ")} == views


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_project_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", PAGES[page]):
        path, _, anchor = target.partition("#")
        file = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        assert file.exists(), f"there is no {target}"
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), f"there is no heading {target}"


OURS = ("workers", "config", "newsmill", "tests", "benchmarks", "docs", "examples")
NAMED_FILE = re.compile(rf"(?<![\w./-])(?:{'|'.join(OURS)})/[\w./-]+\.(?:py|lua|md|conf|yml|yaml|txt|csv|jsonl)\b")


@pytest.mark.parametrize("folder", [".", *OURS])
def test_every_file_that_code_and_docs_name_exists(folder: str) -> None:
    found = (ROOT / folder).glob("*") if folder == "." else (ROOT / folder).rglob("*")
    texts = [path for path in found if path.suffix in (".py", ".lua", ".md", ".conf", ".yml", ".toml")]
    named = {(path.name, name) for path in texts for name in NAMED_FILE.findall(path.read_text(encoding="utf-8"))}
    assert {(where, name) for where, name in named if not (ROOT / name).exists()} == set()
