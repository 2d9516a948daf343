"""Where names start and end: what belongs to them stays, everything else goes."""

import pytest

from workers.entities.boundaries import mend_boundaries
from workers.entities.model import Tagged

# what the model tagged within brackets, the label, what the name is
CASES = [
    ("[the United Nations] met", "ORG", "United Nations"),
    ("in [Peru's] capital", "GPE", "Peru"),
    ("in [Peru’s] capital", "GPE", "Peru"),
    ("[“Ana Ruiz] said", "PERSON", "Ana Ruiz"),
    ("[Mr Kato] died", "PERSON", "Kato"),
    ("[Deputy Prime Minister Ana Ruiz] said", "PERSON", "Ana Ruiz"),
    ("[King Abdullah] said", "PERSON", "Abdullah"),
    ("[President] said", "PERSON", "President"),
    ("[Ruiz the carpenter] said", "PERSON", "Ruiz"),
    ("[Ludwig van Beethoven] wrote", "PERSON", "Ludwig van Beethoven"),
    ("[songwriter Ana Ruiz] sang", "PERSON", "Ana Ruiz"),
    ("[Tizya]-Tramm said", "PERSON", "Tizya-Tramm"),
    ("[Gideon Sa]’ar said", "PERSON", "Gideon Sa’ar"),
    ("[Ruiz]'s plan", "PERSON", "Ruiz"),
    ("[Ruiz]-led talks", "PERSON", "Ruiz"),
    ("the [Institute of Technology (Electric] line", "ORG", "Institute of Technology"),
    ("the [Security Council through] its chair", "ORG", "Security Council"),
    ("[BoG. Reference] rates", "ORG", "BoG"),
    ("[St. Xavier] spoke", "ORG", "St. Xavier"),
    ("the [Acme Inc.] board", "ORG", "Acme Inc."),
    ("the [Qwen 2.5 AI] model", "PRODUCT", "Qwen 2.5"),
    ("see [https://example.org/news] now", "ORG", None),
    ("[—] so", "ORG", None),
]


@pytest.mark.parametrize(("marked", "label", "name"), CASES)
def test_boundaries(marked: str, label: str, name: str | None) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "", 1).replace("]", "", 1)
    spans = [*mend_boundaries(text, [Tagged(start, end, label)])]
    assert [text[s.start : s.end] for s in spans] == ([] if name is None else [name])


def test_two_people_tagged_as_one_are_two() -> None:
    text = "Ana Ruiz and Ben Lind & Co"
    spans = mend_boundaries(text, [Tagged(0, 21, "PERSON")])
    assert [text[span.start : span.end] for span in spans] == ["Ana Ruiz", "Ben Lind"]
