"""Walking over every current version, page by page."""

import pytest

from tests.integration.store.building import article, stored
from workers.store import Selection, Store
from workers.store import store as paging


def test_every_article_is_met_once_in_its_current_version(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "WALK_PAGE", 3)
    store.settle([stored(article(f"text {number}", f"a{number}"), number) for number in range(7)])
    store.settle([stored(article("changed", "a2"), 20)])

    walked = [(found.article_id, found.version, found.result().text) for found in store.walk()]

    assert len(walked) == 7
    assert ("a2", 2, "changed") in walked
    assert [article_id for article_id, _, _ in walked] == [f"a{number}" for number in range(7)]


def test_one_source_is_walked_whatever_its_case(store: Store) -> None:
    store.settle([stored(article(f"text {n}", f"a{n}", source=("Ostra Post", "Other")[n % 2]), n) for n in range(4)])

    assert [found.article_id for found in store.walk(Selection(source="OSTRA post"))] == ["a0", "a2"]
    assert list(store.walk(Selection(source="nobody"))) == []
