"""A topic scheme as YAML: a list `topics`, one mapping a topic. Read node by node, so that errors know their line."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from workers.errors import Misconfigured
from workers.topics.scheme import Concept
from workers.topics.text_file import read_text

_LINES = ("code", "name", "parent", "retired", "description")
_LISTS = ("terms", "examples", "must", "must_not")
_KEYS = (*_LINES, *_LISTS, "threshold")


def read(path: Path) -> Iterator[Concept]:
    """The topics of a YAML file, in order. Raises Misconfigured with file, line and reason."""
    try:
        root = yaml.compose(read_text(path), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise Misconfigured(f"{path}{where}: not valid YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise Misconfigured(f"{path}: not valid YAML: {error}") from None
    except RecursionError:
        raise Misconfigured(f"{path}: nested far too deep for a list of topics") from None
    if root is None:
        raise Misconfigured(f"{path}: is empty; a list `topics` was expected")
    entries = _mapping(path, root, ("topics",)).get("topics")
    if not isinstance(entries, yaml.SequenceNode):
        raise Misconfigured(f"{_place(path, entries or root)}: a list `topics` was expected")
    for entry in entries.value:
        yield _concept(path, entry)


def _concept(path: Path, entry: yaml.Node) -> Concept:
    nodes = _mapping(path, entry, _KEYS)
    for name in ("code", "name"):
        if name not in nodes:
            raise Misconfigured(f"{_place(path, entry)}: a topic without '{name}'")
    lines = {name: _line(path, name, nodes[name]) for name in _LINES if name in nodes}
    lists = {name: _several(path, name, nodes[name]) for name in _LISTS if name in nodes}
    return Concept(
        code=lines["code"],
        name=lines["name"],
        place=_place(path, entry),
        parent=lines.get("parent") or None,
        retired=lines.get("retired") or None,
        description=lines.get("description", ""),
        terms=lists.get("terms", ()),
        examples=lists.get("examples", ()),
        must=lists.get("must", ()),
        must_not=lists.get("must_not", ()),
        threshold=_threshold(path, nodes["threshold"]) if "threshold" in nodes else None,
    )


def _mapping(path: Path, node: yaml.Node, keys: tuple[str, ...]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise Misconfigured(f"{_place(path, node)}: keys and values were expected; known keys: {', '.join(keys)}")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        if name not in keys or name in found:
            why = "given twice" if name in found else "not known"
            raise Misconfigured(f"{_place(path, key)}: the key '{name[:40]}' is {why}; known keys: {', '.join(keys)}")
        found[name] = value
    return found


def _line(path: Path, name: str, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise Misconfigured(f"{_place(path, node)}: '{name}' must be one piece of text")
    return str(node.value).strip()


def _several(path: Path, name: str, node: yaml.Node) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise Misconfigured(f"{_place(path, node)}: '{name}' must be a list with at least one text")
    texts = []
    for entry in node.value:
        text = _line(path, name, entry)
        if not text:
            raise Misconfigured(f"{_place(path, entry)}: '{name}' holds an empty text")
        texts.append(text)
    return tuple(texts)


def _threshold(path: Path, node: yaml.Node) -> float:
    text = _line(path, "threshold", node)
    try:
        return float(text)
    except ValueError:
        raise Misconfigured(f"{_place(path, node)}: threshold '{text[:40]}' is not a number") from None


def _place(path: Path, node: yaml.Node) -> str:
    return f"{path}, line {node.start_mark.line + 1}"
