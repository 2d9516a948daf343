"""Measuring ends, however long it may take and however fast the machine is."""

import signal
from collections.abc import Sequence

import pytest

from newsmill.article import CleanArticle, Entities, Topics
from newsmill.errors import Misconfigured
from workers.capacity import measuring
from workers.settlement import Settlement
from workers.store import Store


def test_the_store_of_a_measurement_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[int] = []

    def settle(_: Store, settlements: Sequence[Settlement]) -> None:
        settled.append(len(settlements))

    monkeypatch.setattr(Store, "settle", settle)
    clean, entities, topics = CleanArticle(stamp="1+a", text="x"), Entities(stamp="1+b"), Topics(stamp="1+c")
    made = (b'{"body": {"value": "x"}}', clean.to_json(), entities.to_json(), topics.to_json())
    measuring._settle([made], seconds=86_400)
    assert sum(settled) <= 2_000


def test_ctrl_c_ends_a_measuring_process_without_a_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Misconfigured, match="ended before it was done"):
        measuring._in_a_process(signal.raise_signal, signal.SIGINT)
    assert capfd.readouterr().err == ""
