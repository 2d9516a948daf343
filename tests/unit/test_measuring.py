"""Measuring ends, however long it may take and however fast the machine is."""

from collections.abc import Sequence

import pytest

from workers import measuring
from workers.article import CleanArticle, Entities, Topics
from workers.settlement import Settlement
from workers.store import Store


def test_the_store_of_a_measurement_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[int] = []

    def settle(_: Store, settlements: Sequence[Settlement]) -> None:
        settled.append(len(settlements))

    monkeypatch.setattr(Store, "settle", settle)
    outputs = (CleanArticle(stamp="1+a", text="x", language="en"), Entities(stamp="1+b"), Topics(stamp="1+c"))
    made = (b'{"body": {"value": "x"}}', *(output.to_json() for output in outputs))
    measuring._settle([made], seconds=86_400)
    assert sum(settled) <= 2_000
