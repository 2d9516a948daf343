"""The shipped name lists and the operator's alias tables, read once."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from newsmill.errors import Misconfigured
from workers.entities.finding import Finder
from workers.entities.mention import LABELS


@dataclass(frozen=True, slots=True)
class Known:
    """What a form of a name stands for."""

    name: str
    label: str
    findable: bool  # also looked for where the model saw nothing
    wikidata: str | None = None


@dataclass(frozen=True)
class Lexicon:
    """Everything that is known before the article is read."""

    known: Mapping[str, Known]
    cities: frozenset[str]
    surnames: frozenset[str]  # those of the cities that are also names of people
    given_names: Mapping[str, str]  # to "m", "f" or "-"
    stop: frozenset[str]
    files: Mapping[str, bytes] = field(default_factory=dict)  # name to content, for the stamp

    @cached_property
    def labels(self) -> dict[str, str]:
        """The forms that are looked for where the model saw nothing, and their labels."""
        return {form: known.label for form, known in self.known.items() if known.findable}

    @cached_property
    def finder(self) -> Finder:
        """Finds those forms."""
        return Finder(self.labels)


def load_lexicon(data: Path, aliases: Iterable[Path] = ()) -> Lexicon:
    """Read the lists of folder `data`, then the alias tables, whose entries win over what was read before.

    Raises Misconfigured that names the file and what is wrong in it.
    """
    files: dict[str, bytes] = {}

    def read(path: Path) -> str:
        try:
            files[path.name if path.parent == data else str(path)] = path.read_bytes()
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(f"the list {path} cannot be read: {error}") from error

    known: dict[str, Known] = {}
    known.update(_regions(read(data / "regions.yaml"), data / "regions.yaml"))
    known.update(_countries(read(data / "countries.yaml"), data / "countries.yaml"))
    for table in (data / "aliases.yaml", *aliases):
        known.update(_aliases(read(table), table))
    marked = [*_lines(read(data / "cities.txt"))]
    cities = [city.removeprefix("~") for city in marked]
    surnames = [city for city, line in zip(cities, marked, strict=True) if line.startswith("~")]
    given = dict(line.rsplit(" ", 1) for line in _lines(read(data / "given_names.txt")))
    return Lexicon(
        known=known,
        cities=frozenset(cities) | {_plain(city) for city in cities},
        surnames=frozenset(surnames) | {_plain(city) for city in surnames},
        given_names=given | {_plain(name): gender for name, gender in given.items()},
        stop=frozenset(_lines(read(data / "stop_list.txt"))),
        files=files,
    )


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _plain(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))


def _yaml(text: str, path: Path) -> Any:
    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise Misconfigured(f"the list {path} is not YAML: {error}") from error


def _countries(text: str, path: Path) -> Iterator[tuple[str, Known]]:
    for forms in _yaml(text, path).values():
        name = forms[0].removeprefix("~")
        for form in forms:
            yield form.removeprefix("~"), Known(name, "GPE", findable=not form.startswith("~"))


def _regions(text: str, path: Path) -> Iterator[tuple[str, Known]]:
    for label, rows in _yaml(text, path).items():
        for name in (name for row in rows for name in row):
            yield name, Known(name, label, findable=" " in name)


def _aliases(text: str, path: Path) -> Iterator[tuple[str, Known]]:
    rows = _yaml(text, path) or []
    if not isinstance(rows, list):
        raise Misconfigured(f"the alias table {path} must be a list of names, each with name and type")
    for number, row in enumerate(rows, start=1):
        if problem := _wrong(row):
            raise Misconfigured(f"the alias table {path}, entry {number}: {problem}")
        for form in (row["name"], *row.get("aliases", [])):
            yield form, Known(row["name"], row["type"], findable=True, wikidata=row.get("wikidata"))


def _wrong(row: object) -> str | None:
    """What is wrong with an entry of an alias table, or None."""
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"].strip():
        return "needs a name (put quotes around a name that YAML reads as a number or a truth value)"
    if row.get("type") not in LABELS:
        return f"{row['name']!r} needs a type, one of {', '.join(sorted(LABELS))}"
    aliases = row.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(form, str) and form.strip() for form in aliases):
        return f"the aliases of {row['name']!r} must be a list of texts (quote those that YAML reads otherwise)"
    if not isinstance(row.get("wikidata", ""), str):
        return f"the wikidata id of {row['name']!r} must be a text such as Q1065"
    unknown = sorted(set(row) - {"name", "type", "aliases", "wikidata"})
    return f"{row['name']!r} has a key that is not known: {', '.join(map(str, unknown))}" if unknown else None
