"""The first command of the README: `newsmill demo`."""

from pathlib import Path

import pytest

from tests.service import Newsmill, processes_of

SAMPLES = Path(__file__).resolve().parents[2] / "examples" / "articles"


def test_the_demo_shows_a_result_for_every_sample_and_leaves_no_process(data_dir: Path) -> None:
    service = Newsmill(data_dir)
    done = service.run("demo")
    assert done.returncode == 0, done.stderr
    names = [path.name for path in SAMPLES.iterdir()]
    assert len(names) >= 12
    assert [name for name in names if f"{name} ─" not in done.stdout] == []
    assert done.stdout.count("topics ") >= len(names)
    assert done.stdout.count("entities ") >= len(names)
    assert processes_of(data_dir) == {}
    assert (data_dir / "newsmill.db").exists()
    assert not (data_dir / "runtime.json").exists()


def test_the_demo_shows_its_results_again_when_run_again(data_dir: Path) -> None:
    service = Newsmill(data_dir)
    article = str(SAMPLES / "violin-fraud.txt")
    first, second = service.run("demo", article), service.run("demo", article)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    assert first.stdout == second.stdout


def test_the_demo_says_why_it_cannot_start(data_dir: Path) -> None:
    service = Newsmill(data_dir, {"NEWSMILL_ENTITIES_MODEL": "no_such_model"})
    done = service.run("demo", str(SAMPLES / "violin-fraud.txt"))
    assert done.returncode == 2
    assert "no_such_model" in done.stderr
    assert processes_of(data_dir) == {}


def test_nothing_is_left_in_the_working_folder(
    data_dir: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = tmp_path_factory.mktemp("working")
    monkeypatch.chdir(working)
    done = Newsmill(data_dir).run("process", str(SAMPLES / "violin-fraud.txt"))
    assert done.returncode == 0, done.stderr
    assert list(working.iterdir()) == []
