"""The labelled news items that topics are learned from: reading them, with the line of whatever is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from newsmill.errors import Misconfigured
from workers.topics.scheme import Scheme
from workers.topics.text_file import read_text


@dataclass(frozen=True)
class Item:
    """One news item: headline, two or three sentences, and its most specific topics; no topics = fits nothing."""

    headline: str
    text: str
    topics: tuple[str, ...]
    place: str
    source: str = ""  # name of the file it stands in, without suffix


def read_corpus(path: Path, scheme: Scheme) -> list[Item]:
    """All items of a .jsonl file, or of a folder's .jsonl files in the order of their names.

    Raises Misconfigured with file, line and reason, also for a topic that is unknown or retired.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise Misconfigured(f"{path}: holds no .jsonl file with news items")
    return [item for file in files for item in _read(file, scheme)]


def _read(file: Path, scheme: Scheme) -> Iterator[Item]:
    for number, line in enumerate(read_text(file).split("\n"), start=1):
        if line.strip():
            yield _item(f"{file}, line {number}", file.stem, line, scheme)


def _item(place: str, source: str, line: str, scheme: Scheme) -> Item:
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Misconfigured(f"{place}: not JSON: {error}") from None
    if not isinstance(data, dict) or set(data) != {"headline", "text", "topics"}:
        raise Misconfigured(f'{place}: an object with "headline", "text" and "topics" was expected')
    headline, text, topics = data["headline"], data["text"], data["topics"]
    if not all(isinstance(value, str) and value.strip() for value in (headline, text)):
        raise Misconfigured(f"{place}: headline and text must be strings that are not empty")
    if not isinstance(topics, list) or not all(isinstance(code, str) for code in topics):
        raise Misconfigured(f"{place}: topics must be a list of codes")
    for code in topics:
        concept = scheme.concepts.get(code)
        if concept is None:
            raise Misconfigured(f"{place}: topic '{code}' is not in the scheme {scheme.name}")
        if concept.retired:
            raise Misconfigured(f"{place}: topic '{code}' ({concept.name}) was retired on {concept.retired}")
    if len(set(topics)) != len(topics):
        raise Misconfigured(f"{place}: a topic is given twice")
    return Item(headline.strip(), text.strip(), tuple(topics), place, source)
