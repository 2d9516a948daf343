"""A rolling upgrade: workers of two pipeline versions beside each other, then the old one ends. No stamp ever lies."""

import signal
from pathlib import Path

from newsmill.article import Pipeline, Result
from tests.bench.bench import Bench
from tests.waiting import wait_for
from workers.store import Store


def test_each_stage_stamps_what_it_made_itself(tmp_path: Path) -> None:
    """What a stand-in stage of a version makes says that version, so a stamp that came from elsewhere would be seen."""
    bench = Bench(tmp_path / "bench", faults={"version": "1"})
    bench.add_stages("stages-2", version="2")
    with bench.running():
        for n in range(60):
            bench.offer(article(n))
        wait_for(lambda: bench.finished() >= 50, 60, bench.trouble)
        bench.members["stages-1"].away = True
        for n in range(60, 100):
            bench.offer(article(n))
        bench.kill("stages-1", signal.SIGTERM)
        bench.assert_all_ended_once()
        wait_for(lambda: bench.members["stages-1"].pid is None, 120, "the old worker does not end")
        for n in range(100, 120):
            bench.offer(article(n))
        books = bench.assert_all_ended_once()
        assert books.status.stored == 120
        with Store.open(bench.store_url) as store:
            made = [said(stored.result()) for stored in store.walk()]
    assert len(made) == 120
    mixed = {versions for versions in made if len(set(versions)) == 2}
    assert mixed, "no article met both versions: not much of a test"
    assert made[100:] == [("2", "2", "2")] * 20


def article(n: int) -> dict[str, object]:
    return {"id": f"urn:upgrade:{n}", "body": {"value": f"The council of Ostra voted {n} times."}}


def said(result: Result) -> tuple[str, str, str]:
    """The version that each stage's output says, which must be the one of its stamp."""
    [of_entities] = [warning.removeprefix("entities: ") for warning in result.warnings]
    versions = (result.byline or "", of_entities, result.abstained or "")
    stamps = (result.pipeline.cleanup, result.pipeline.entities, result.pipeline.topics)
    assert stamps == tuple(f"{version}+stand-in" for version in versions)
    assert result.pipeline.fingerprint == Pipeline.of(*stamps).fingerprint
    return versions
