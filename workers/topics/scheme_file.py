"""Reading a scheme file of any known type, by its file extension."""

from collections.abc import Callable, Iterator
from pathlib import Path

from newsmill.errors import Misconfigured
from workers.topics import scheme_csv, scheme_skos, scheme_yaml
from workers.topics.problems import Problems
from workers.topics.scheme import Concept

_READERS: dict[str, Callable[[Path, Problems], Iterator[Concept]]] = {
    ".csv": scheme_csv.read,
    ".yaml": scheme_yaml.read,
    ".yml": scheme_yaml.read,
    ".rdf": scheme_skos.read,
    ".xml": scheme_skos.read,
}


def read(path: Path, problems: Problems | None = None) -> Iterator[Concept]:
    """The topics of a scheme file, in order. Raises Misconfigured with line and reason, or keeps it in `problems`."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(_READERS)
        raise Misconfigured(f"{path}: unknown file type; a file of topics must end in one of {known}")
    return reader(path, problems or Problems())
