"""The wheel that the Docker image installs: it carries every file that the code reads, wherever it is installed."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def files_of_the_packages() -> set[str]:
    """Every file of the packages that are installed, as the archive names it."""
    files = [path for name in ("newsmill", "workers", "config") for path in (CHECKOUT / name).rglob("*")]
    return {str(path.relative_to(CHECKOUT)) for path in files if "__pycache__" not in path.parts and path.is_file()}


def test_the_wheel_alone_runs_every_stage_on_the_samples(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    [wheel] = (tmp_path / "dist").iterdir()
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
        assert files_of_the_packages() - set(archive.namelist()) == set(), "scripts of Redis, migrations, data, models"

    samples = installed / "workers" / "cli" / "samples"
    asked = (
        "from workers.cli.demo import SAMPLES; import workers, sys; "
        f"assert workers.__file__.startswith({str(installed)!r}); "
        f"assert str(SAMPLES) == {str(samples)!r}"
    )
    for command in (["-c", asked], ["-m", "workers.cli", "process", str(samples / "chip-plant.txt")]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed)},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
