"""The wheels: the one that the Docker image installs carries every file that the code reads; the client's is light."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def files_of(*packages: str) -> set[str]:
    """Every file of these packages, as the archive names it."""
    files = [path for name in packages for path in (CHECKOUT / name).rglob("*")]
    return {str(path.relative_to(CHECKOUT)) for path in files if "__pycache__" not in path.parts and path.is_file()}


def build(project: Path, folder: Path) -> Path:
    """The project's wheel, built into this folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    [wheel] = folder.iterdir()
    return wheel


def test_the_wheel_alone_runs_every_stage_on_the_samples(tmp_path: Path) -> None:
    wheel = build(CHECKOUT, tmp_path / "dist")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
        assert files_of("newsmill", "workers", "config") - set(archive.namelist()) == set(), (
            "scripts of Redis, migrations, data, models"
        )

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


def test_the_clients_wheel_holds_one_package_and_needs_three(tmp_path: Path) -> None:
    with zipfile.ZipFile(build(CHECKOUT / "client", tmp_path)) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        [metadata] = [archive.read(name).decode() for name in archive.namelist() if name.endswith("/METADATA")]
        [licence] = [archive.read(name) for name in archive.namelist() if name.endswith("/LICENSE")]
    assert names == files_of("newsmill")
    assert licence == (CHECKOUT / "LICENSE").read_bytes()
    whole = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [line.removeprefix("Requires-Dist: ") for line in metadata.splitlines() if line.startswith("Requires-")]
    own = [need for need in whole["dependencies"] if need.startswith(("orjson", "pydantic>", "redis"))]
    assert sorted(need for need in needed if not need.startswith("Requires-Python")) == sorted(own)
    assert f"\nVersion: {whole['version']}\n" in metadata
