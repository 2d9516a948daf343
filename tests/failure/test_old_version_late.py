"""An old version that arrives late, since a stage took long over it: it is stored, and never becomes current."""

from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.stages import misbehaving
from tests.failure.conftest import article
from workers.store import Store


def test_a_version_that_a_newer_one_overtook_is_stored_and_not_current(tmp_path: Path) -> None:
    with Bench(tmp_path / "bench", children=4).running() as bench:
        bench.offer({**article("urn:numbered", misbehaving("slow", "cleanup")), "version": 1})
        bench.offer(article("urn:counted", misbehaving("slow", "cleanup")))
        newer = [
            bench.offer({**article("urn:numbered", "The newer text."), "version": 2}),
            bench.offer(article("urn:counted", "The newer text.")),
        ]
        books = bench.assert_all_ended_once(within=20)
        assert set(books.order()[:2]) == {offered.entry for offered in newer}, "the old ones were meant to be late"
        with Store.open(bench.store_url) as store:
            for identity in ("urn:numbered", "urn:counted"):
                current = store.get(identity)
                assert current is not None
                assert "The newer text." in current.result().text
                assert len(store.versions(identity)) == 2
