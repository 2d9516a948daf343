"""SKOS schemes in RDF/XML: what is read, what is refused, and that nothing outside the file is."""

from pathlib import Path

import pytest

from newsmill.errors import Misconfigured
from workers.topics import scheme_file

HEAD = (
    '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:skos="http://www.w3.org/2004/02/skos/core#" xmlns:owl="http://www.w3.org/2002/07/owl#">\n'
)
CONCEPT = (
    '<skos:Concept rdf:about="http://x.example/bees"><skos:notation>own:bees</skos:notation>'
    '<skos:prefLabel xml:lang="de">Bienen</skos:prefLabel><skos:prefLabel xml:lang="en">bees</skos:prefLabel>'
    "<skos:altLabel>honey</skos:altLabel><skos:example>A swarm settled on the town hall.</skos:example>"
    '<skos:broader rdf:resource="http://cv.iptc.org/newscodes/mediatopic/20000500"/></skos:Concept>\n'
)


def read(tmp_path: Path, body: str, head: str = HEAD) -> list[object]:
    path = tmp_path / "own.rdf"
    path.write_text(head + body + "</rdf:RDF>")
    return list(scheme_file.read(path))


def test_a_concept_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.rdf"
    path.write_text(HEAD + CONCEPT + "</rdf:RDF>")
    (concept,) = scheme_file.read(path)
    assert (concept.code, concept.name, concept.parent) == ("own:bees", "bees", "medtop:20000500")
    assert concept.terms == ("honey",)
    assert concept.examples == ("A swarm settled on the town hall.",)
    assert concept.place.endswith("own.rdf, line 3")


def test_broader_concepts_of_the_same_file_get_their_codes(tmp_path: Path) -> None:
    path = tmp_path / "own.xml"
    child = '<rdf:Description rdf:about="http://x.example/wasps"><rdf:type rdf:resource="http://www.w3.org/2004/02/skos/core#Concept"/><skos:prefLabel>wasps</skos:prefLabel><skos:broader rdf:resource="http://x.example/bees"/><owl:deprecated>true</owl:deprecated></rdf:Description>'  # noqa: E501 - one line of XML
    path.write_text(HEAD + CONCEPT + child + "</rdf:RDF>")
    _, concept = scheme_file.read(path)
    assert (concept.code, concept.parent, concept.retired) == ("http://x.example/wasps", "own:bees", "owl:deprecated")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<skos:Concept>", "line 3: not valid RDF/XML"),
        ("<skos:Concept/>", "line 3: a concept without rdf:about"),
        (CONCEPT.replace("</skos:Concept>", "<skos:broader/></skos:Concept>"), "line 3: 2 broader concepts"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, body: str, reason: str) -> None:
    with pytest.raises(Misconfigured, match=reason):
        read(tmp_path, body)


def test_an_entity_does_not_read_another_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret text")
    head = HEAD.replace(
        "<rdf:RDF", f'<!DOCTYPE rdf:RDF [<!ENTITY leak SYSTEM "{(tmp_path / "secret").as_uri()}">]>\n<rdf:RDF'
    )
    concepts = read(tmp_path, CONCEPT.replace(">bees<", ">bees &leak;<"), head)
    assert "secret text" not in repr(concepts)


def test_xml_that_is_not_rdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.xml"
    path.write_text("<html/>")
    with pytest.raises(Misconfigured, match="rdf:RDF was expected"):
        list(scheme_file.read(path))
