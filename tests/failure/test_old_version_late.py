"""An old version that arrives late, since a stage took long over it: it is stored, and never becomes current."""

from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.stages import held_back, misbehaving
from tests.failure.conftest import article
from tests.waiting import wait_for
from workers.store import Store


def test_a_version_that_a_newer_one_overtook_is_stored_and_not_current(tmp_path: Path) -> None:
    with Bench(tmp_path / "bench", children=4).running() as bench:
        held_back(bench.folder).touch()
        bench.offer({**article("urn:numbered", misbehaving("wait", "cleanup")), "version": 1})
        bench.offer(article("urn:counted", misbehaving("wait", "cleanup")))
        newer = [
            bench.offer({**article("urn:numbered", "The newer text."), "version": 2}),
            bench.offer(article("urn:counted", "The newer text.")),
        ]
        wait_for(lambda: bench.finished() == len(newer), 60, bench.trouble)
        held_back(bench.folder).unlink()
        books = bench.assert_all_ended_once()
        assert set(books.order()[:2]) == {offered.entry for offered in newer}, "the old ones were meant to be late"
        with Store.open(bench.store_url) as store:
            for identity in ("urn:numbered", "urn:counted"):
                current = store.get(identity)
                assert current is not None
                assert "The newer text." in current.result().text
                assert len(store.versions(identity)) == 2
