"""Quality on small labelled pages: the article stays, what stands around it goes, as HTML and as plain text."""

import re
import statistics
from collections import Counter

import pytest

from newsmill.article import validate_article
from tests.evaluation.cleanup.labelled import LABELLED, Labelled
from workers.cleanup import CleanupOptions, CleanupResources, clean, load
from workers.cleanup.training.visible import visible_lines

KINDS = ("text/html", "text/plain")


@pytest.fixture(scope="module")
def resources() -> CleanupResources:
    return load(CleanupOptions())


def f1(text: str, expected: str) -> float:
    have, want = (Counter(re.findall(r"\w+", each.lower())) for each in (text, expected))
    return 2 * (have & want).total() / (have.total() + want.total())


def cleaned(labelled: Labelled, kind: str, resources: CleanupResources) -> str:
    value = labelled.page if kind == "text/html" else visible_lines(labelled.page)
    return clean(validate_article({"body": {"content_type": kind, "value": value}}), resources).text


@pytest.mark.parametrize("kind", KINDS)
def test_mean_f1(kind: str, resources: CleanupResources) -> None:
    scores = {each.name: f1(cleaned(each, kind, resources), " ".join(each.expected)) for each in LABELLED}
    assert statistics.mean(scores.values()) >= 0.93, scores


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("furniture", ["cookies", "newsletter", "Explore more", "All rights reserved", "Copy link"])
def test_furniture_goes_from_every_page(kind: str, furniture: str, resources: CleanupResources) -> None:
    assert [each.name for each in LABELLED if furniture in cleaned(each, kind, resources)] == []


@pytest.mark.parametrize("labelled", LABELLED, ids=lambda each: each.name)
def test_nothing_disappears_without_a_reason(labelled: Labelled, resources: CleanupResources) -> None:
    sent = {"body": {"content_type": "text/plain", "value": visible_lines(labelled.page)}}
    result = clean(validate_article(sent), resources)
    accounted = Counter(result.text.split()) + Counter(" ".join(item.text for item in result.removed).split())
    assert accounted == Counter(visible_lines(labelled.page).split())
    assert all(item.reason for item in result.removed)
