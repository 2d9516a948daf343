"""A topic scheme as CSV: one topic per line, columns by name, several values in a cell separated by " | "."""

import csv
from collections.abc import Iterator
from pathlib import Path

from newsmill.errors import Misconfigured
from workers.topics.problems import Problems
from workers.topics.scheme import Concept
from workers.topics.text_file import read_text

REQUIRED = ("code", "name")
COLUMNS = (
    *REQUIRED, "parent", "retired", "description", "terms", "examples", "must", "must_not", "threshold",
)  # fmt: skip


NOTE_COLUMNS = ("code", "description", "terms")


def read(path: Path, problems: Problems) -> Iterator[Concept]:
    """The topics of a CSV file, in order. Raises Misconfigured with line and reason, or keeps it in `problems`."""
    yield from _rows(path, REQUIRED, problems)


def read_notes(path: Path) -> Iterator[Concept]:
    """What a CSV file says about topics of another file: descriptions and terms, by code. Raises Misconfigured."""
    yield from _rows(path, NOTE_COLUMNS, Problems())


def _rows(path: Path, required: tuple[str, ...], problems: Problems) -> Iterator[Concept]:
    rows = csv.reader(read_text(path).splitlines(keepends=True), strict=True)
    header: list[str] | None = None
    last = 0
    try:
        for row in rows:
            line, last = last + 1, rows.line_num
            if header is None:
                header = _header(path, row, required, problems)
            elif any(cell.strip() for cell in row):
                yield _concept(f"{path}, line {line}", header, row, problems)
    except csv.Error as error:
        raise Misconfigured(f"{path}, line {rows.line_num}: not valid CSV: {error}") from None


def _header(path: Path, row: list[str], required: tuple[str, ...], problems: Problems) -> list[str]:
    if len(row) == 1 and any(sign in row[0] for sign in ";\t"):
        raise Misconfigured(f"{path}, line 1: the cells are separated by semicolons or tabs; save them with commas")
    header = [cell.strip().lower() for cell in row]
    for name in required:
        if name not in header:
            raise Misconfigured(f"{path}, line 1: the column '{name}' is missing; known columns: {', '.join(COLUMNS)}")
    for name in dict.fromkeys(header):
        if name not in COLUMNS or header.count(name) > 1:
            why, known = "twice there" if name in COLUMNS else "not known", ", ".join(COLUMNS)
            problems.add(Misconfigured(f"{path}, line 1: the column '{name}' is {why}; known columns: {known}"))
    return header


def _concept(place: str, header: list[str], row: list[str], problems: Problems) -> Concept:
    if len(row) > len(header):
        how_many = f"{len(row)} cells for {len(header)} columns"
        problems.add(Misconfigured(f"{place}: {how_many}; put cells with commas in quotes"))
    cells = dict(zip(header, (cell.strip() for cell in row), strict=False))

    def several(name: str) -> tuple[str, ...]:
        parts = tuple(part.strip() for part in cells.get(name, "").split("|"))
        if parts == ("",):
            return ()
        if "" in parts:
            problems.add(Misconfigured(f"{place}: '{name}' holds an empty text between its bars"))
        return parts

    return Concept(
        code=cells.get("code", ""),
        name=cells.get("name", ""),
        place=place,
        parent=cells.get("parent") or None,
        retired=cells.get("retired") or None,
        description=cells.get("description", ""),
        terms=several("terms"),
        examples=several("examples"),
        must=several("must"),
        must_not=several("must_not"),
        threshold=_threshold(place, cells.get("threshold", ""), problems),
    )


def _threshold(place: str, cell: str, problems: Problems) -> float | None:
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        problems.add(Misconfigured(f"{place}: threshold '{cell}' is not a number"))
        return None
