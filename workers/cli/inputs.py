"""Articles from files, folders and standard input. What cannot be read is reported with its place; the rest goes on."""

import sys
from codecs import BOM_UTF8  # Windows programs begin files with it; JSON itself knows none
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from workers.article import Article, Body
from workers.errors import Misconfigured, Rejected

HTML = (".html", ".htm", ".xhtml")
TEXT = (".txt", ".text", ".md")
JSON_LINES = (".jsonl", ".ndjson")
ONE_JSON = (".json",)


@dataclass(frozen=True)
class Read:
    """One input: where it stands, and its newsmill.article/1 JSON or why there is none."""

    where: str
    raw: bytes | None
    error: str | None = None


def check_paths(paths: Iterable[str]) -> None:
    """Raises Misconfigured when a path does not exist, before anything is sent."""
    missing = [path for path in paths if path != "-" and not Path(path).exists()]
    if missing:
        raise Misconfigured(f"no such file or folder: {', '.join(missing)}")


def read_all(paths: Iterable[str]) -> Iterator[Read]:
    """Every article under the paths, folders in the order of their names; `-` is JSON lines on standard input."""
    for path in paths:
        if path == "-":
            yield from _json_lines("standard input", sys.stdin.buffer)
        elif Path(path).is_dir():
            files = sorted(file for file in Path(path).rglob("*") if file.is_file())
            known = [file for file in files if file.suffix.lower() in (*HTML, *TEXT, *JSON_LINES, *ONE_JSON)]
            if not known:
                yield Read(path, None, "no .html, .txt, .json or .jsonl file in this folder")
            for file in known:
                yield from _file(file)
        else:
            yield from _file(Path(path))


def _file(path: Path) -> Iterator[Read]:
    suffix = path.suffix.lower()
    try:
        if suffix in JSON_LINES:
            with path.open("rb") as lines:
                yield from _json_lines(str(path), lines)
        elif suffix in ONE_JSON:
            yield Read(str(path), path.read_bytes().removeprefix(BOM_UTF8))
        else:
            yield _one(path, "text/html" if suffix in HTML else "text/plain")
    except OSError as error:
        yield Read(str(path), None, f"cannot be read: {error.strerror}")


def _one(path: Path, content_type: str) -> Read:
    from workers.cleanup import decode  # here, so that JSON lines do not wait for the HTML parsers to load

    try:
        text = decode(path.read_bytes())
        if not text.strip():
            raise Rejected("the file is empty")
        article = Article(
            body=Body(content_type="text/html" if content_type == "text/html" else "text/plain", value=text)
        )
    except Rejected as error:
        return Read(str(path), None, str(error))
    return Read(str(path), article.to_json())


def _json_lines(name: str, lines: BinaryIO) -> Iterator[Read]:
    for number, line in enumerate(lines, start=1):
        raw = line.removeprefix(BOM_UTF8).strip()
        if raw:
            yield Read(f"{name}:{number}", raw)
