"""The chain of tasks and a worker that runs the three stages in one give the same results, byte for byte."""

import json
from pathlib import Path

from tests.service import newsmill

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "articles"
NAMES = ("harbour-budget.html", "chip-plant.txt", "strassenbahn-german.html", "violin-fraud.txt")


def records(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """The stored record of each example as JSON, without what it took."""
    found = {}
    folder.parent.mkdir()
    with newsmill(folder, settings) as service:
        for end in service.json("enqueue", "--wait", "--json", *(str(EXAMPLES / name) for name in NAMES)):
            assert end["outcome"] == "stored"
            record = service.record(end["article_id"])
            assert set(record.pop("timings_ms")) == {"cleanup", "entities", "topics"}
            found[end["article_id"]] = json.dumps(record)
    return found


def test_fused_and_chained_results_are_the_same(tmp_path: Path) -> None:
    chained = records(tmp_path / "chain" / "data", {})
    fused = records(tmp_path / "fused" / "data", {"NEWSMILL_FUSE": "1"})
    assert len(chained) == len(NAMES)
    assert fused == chained
