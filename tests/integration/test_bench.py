"""`newsmill bench` measures with the real models and says what to start."""

import json
from pathlib import Path

from tests.service import Newsmill

ARTICLE = {"body": {"value": "The mayor of Ostra, Marguerite Duval, said on Monday that the council would vote. " * 9}}


def test_bench_measures_every_stage_and_plans_workers(data_dir: Path) -> None:
    lines = json.dumps(ARTICLE).encode() + b"\n" + json.dumps({"body": {"value": "<html></html>"}}).encode()
    commands = Newsmill(data_dir)
    [found] = commands.json("bench", "--json", "--seconds", "0.2", "--cores", "8", "-", stdin=lines)
    stages = found["costs"]["stages"]
    assert set(stages) == {"cleanup", "entities", "topics"}
    assert all(cost["core_ms"] > 0 and cost["loaded_mb"] > 20 and cost["child_mb"] > 0 for cost in stages.values())
    assert found["costs"]["settle_ms"] > 0
    assert found["plan"]["cores"] == 8
    assert found["plan"]["per_second"] > 0
    assert sum(found["plan"]["workers"].values()) >= 3


def test_bench_without_an_article_says_what_to_name(data_dir: Path, tmp_path: Path) -> None:
    done = Newsmill(data_dir).run("bench", str(tmp_path))
    assert done.returncode == 2
    assert "no readable article under these paths" in done.stderr
