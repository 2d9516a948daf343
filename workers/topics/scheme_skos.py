"""A topic scheme as SKOS in RDF/XML: labels, notes, broader concepts, examples. Nothing outside the file is fetched."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from newsmill.errors import Misconfigured
from workers.topics.problems import Problems
from workers.topics.scheme import Concept
from workers.topics.text_file import read_text

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_SKOS = "{http://www.w3.org/2004/02/skos/core#}"
_DEPRECATED = "{http://www.w3.org/2002/07/owl#}deprecated"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_IPTC = "http://cv.iptc.org/newscodes/mediatopic/"


def read(path: Path, problems: Problems) -> Iterator[Concept]:
    """The concepts of an RDF/XML file, in order.

    Raises Misconfigured with file, line and reason, or keeps it in `problems`.

    A concept's code is its skos:notation, else its address; addresses of IPTC Media Topics become medtop codes.
    """
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(read_text(path).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Misconfigured(f"{path}, line {error.lineno}: not valid RDF/XML: {error.msg}") from None
    if root.tag != f"{_RDF}RDF":
        raise Misconfigured(f"{path}, line {root.sourceline}: rdf:RDF was expected; only RDF/XML is read, not Turtle")
    nodes = []
    for node in root:
        if isinstance(node.tag, str) and _is_concept(node):
            if node.get(f"{_RDF}about"):
                nodes.append(node)
            else:
                problems.add(Misconfigured(f"{path}, line {node.sourceline}: a concept without rdf:about"))
    codes = {_address(node): _code(node) for node in nodes}
    for node in nodes:
        yield _concept(path, node, codes, problems)


def _is_concept(node: etree._Element) -> bool:
    types = [kind.get(f"{_RDF}resource") for kind in node.findall(f"{_RDF}type")]
    return node.tag == f"{_SKOS}Concept" or f"{_SKOS[1:-1]}Concept" in types


def _concept(path: Path, node: etree._Element, codes: dict[str, str], problems: Problems) -> Concept:
    place = f"{path}, line {node.sourceline}"
    broader = [link.get(f"{_RDF}resource") for link in node.findall(f"{_SKOS}broader")]
    if len(broader) > 1:
        problems.add(Misconfigured(f"{place}: {len(broader)} broader concepts; a topic may have one parent"))
    if None in broader:
        problems.add(Misconfigured(f"{place}: skos:broader without rdf:resource"))
    parent = next((str(address) for address in broader if address), None)
    deprecated = (node.findtext(_DEPRECATED) or "").strip().lower() in ("true", "1")
    return Concept(
        code=codes[_address(node)],
        name=" ".join(_texts(node, "prefLabel")[:1]),
        place=place,
        parent=codes.get(parent, _short(parent)) if parent else None,
        retired="owl:deprecated" if deprecated else None,
        description=" ".join(_texts(node, "definition") + _texts(node, "scopeNote")),
        terms=tuple(_texts(node, "altLabel")),
        examples=tuple(_texts(node, "example")),
    )


def _address(node: etree._Element) -> str:
    return str(node.get(f"{_RDF}about"))


def _code(node: etree._Element) -> str:
    return (node.findtext(f"{_SKOS}notation") or "").strip() or _short(_address(node))


def _short(address: str) -> str:
    return "medtop:" + address.removeprefix(_IPTC) if address.startswith(_IPTC) else address


def _texts(node: etree._Element, kind: str) -> list[str]:
    """Texts of one kind: the English ones, else those without a language, else none."""
    by_language: dict[str, list[str]] = {}
    for element in node.findall(_SKOS + kind):
        text = " ".join((element.text or "").split())
        if text:
            by_language.setdefault((element.get(_LANGUAGE) or "").lower()[:2], []).append(text)
    return by_language.get("en") or by_language.get("") or []
