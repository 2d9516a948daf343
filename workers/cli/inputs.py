"""Articles from files, folders and standard input. Unreadable ones are reported with their place; the rest goes on."""

import select
import sys
from codecs import BOM_UTF8  # Windows programs begin files with it; JSON itself knows none
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from newsmill.article import Article, Body
from newsmill.errors import Misconfigured, Rejected

HTML = (".html", ".htm", ".xhtml")
TEXT = (".txt", ".text", ".md")
JSON_LINES = (".jsonl", ".ndjson")
ONE_JSON = (".json",)
READ_BYTES = 2**20  # of standard input at a time; a pipe gives less


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
    return (read for read in arriving(paths) if read is not None)


def arriving(paths: Iterable[str]) -> Iterator[Read | None]:
    """The same, and None where standard input has no more for the moment: the time to use what came so far."""
    for path in paths:
        if path == "-":
            yield from _json_lines("standard input", _lines(sys.stdin.buffer))
        elif Path(path).is_dir():
            files = sorted(file for file in Path(path).rglob("*") if file.is_file())
            known = [file for file in files if file.suffix.lower() in (*HTML, *TEXT, *JSON_LINES, *ONE_JSON)]
            if not known:
                yield Read(path, None, "no .html, .txt, .json or .jsonl file in this folder")
            for file in known:
                yield from _file(file)
        else:
            yield from _file(Path(path))


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream as they come, and None where the next read would wait."""
    held = bytearray()
    while chunk := cast("BufferedReader", source).read1(READ_BYTES):
        held += chunk
        if b"\n" in chunk:
            *lines, held = held.split(b"\n")
            yield from map(bytes, lines)
        if not select.select([source], [], [], 0)[0]:
            yield None
    if held:
        yield bytes(held)


def _file(path: Path) -> Iterator[Read | None]:
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


def _json_lines(name: str, lines: Iterable[bytes | None]) -> Iterator[Read | None]:
    number = 0
    for line in lines:
        if line is None:
            yield None
            continue
        number += 1
        raw = line.removeprefix(BOM_UTF8).strip()
        if raw:
            yield Read(f"{name}:{number}", raw)
