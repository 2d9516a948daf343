"""A topic scheme as YAML: a list `topics`, one mapping a topic. Read node by node, so that errors know their line."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from newsmill.errors import Misconfigured
from workers.topics.problems import Problems
from workers.topics.scheme import Concept
from workers.topics.text_file import read_text

_LINES = ("code", "name", "parent", "retired", "description")
_LISTS = ("terms", "examples", "must", "must_not")
_KEYS = (*_LINES, *_LISTS, "threshold")


def read(path: Path, problems: Problems) -> Iterator[Concept]:
    """The topics of a YAML file, in order. Raises Misconfigured with line and reason, or keeps it in `problems`."""
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
    entries = _mapping(path, root, ("topics",), problems).get("topics")
    if not isinstance(entries, yaml.SequenceNode):
        raise Misconfigured(f"{_place(path, entries or root)}: a list `topics` was expected")
    for entry in entries.value:
        concept = None
        with problems.keep():
            concept = _concept(path, entry, problems)
        if concept is not None:
            yield concept


def _concept(path: Path, entry: yaml.Node, problems: Problems) -> Concept | None:
    """What can be read of a topic; None when it has no code."""
    nodes = _mapping(path, entry, _KEYS, problems)
    for name in ("code", "name"):
        if name not in nodes:
            problems.add(Misconfigured(f"{_place(path, entry)}: a topic without '{name}'"))
    lines: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    threshold = None
    for name, node in nodes.items():
        with problems.keep():
            if name in _LINES:
                lines[name] = _line(path, name, node)
            elif name in _LISTS:
                lists[name] = _several(path, name, node, problems)
            else:
                threshold = _threshold(path, node)
    if "code" not in lines:
        return None
    return Concept(
        code=lines["code"],
        name=lines.get("name", lines["code"]),
        place=_place(path, entry),
        parent=lines.get("parent") or None,
        retired=lines.get("retired") or None,
        description=lines.get("description", ""),
        terms=lists.get("terms", ()),
        examples=lists.get("examples", ()),
        must=lists.get("must", ()),
        must_not=lists.get("must_not", ()),
        threshold=threshold,
    )


def _mapping(path: Path, node: yaml.Node, keys: tuple[str, ...], problems: Problems) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise Misconfigured(f"{_place(path, node)}: keys and values were expected; known keys: {', '.join(keys)}")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        if name in keys and name not in found:
            found[name] = value
            continue
        why = "given twice" if name in found else "not known"
        known = ", ".join(keys)
        problems.add(Misconfigured(f"{_place(path, key)}: the key '{name[:40]}' is {why}; known keys: {known}"))
    return found


def _line(path: Path, name: str, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise Misconfigured(f"{_place(path, node)}: '{name}' must be one piece of text")
    return str(node.value).strip()


def _several(path: Path, name: str, node: yaml.Node, problems: Problems) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise Misconfigured(f"{_place(path, node)}: '{name}' must be a list with at least one text")
    texts = []
    for entry in node.value:
        with problems.keep():
            texts.append(_line(path, name, entry))
            if not texts[-1]:
                raise Misconfigured(f"{_place(path, entry)}: '{name}' holds an empty text")
    return tuple(texts)


def _threshold(path: Path, node: yaml.Node) -> float:
    text = _line(path, "threshold", node)
    try:
        return float(text)
    except ValueError:
        raise Misconfigured(f"{_place(path, node)}: threshold '{text[:40]}' is not a number") from None


def _place(path: Path, node: yaml.Node) -> str:
    return f"{path}, line {node.start_mark.line + 1}"
