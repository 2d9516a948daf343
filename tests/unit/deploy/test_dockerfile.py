"""The image: nothing that no lock names, nothing but the project in the build context, no root."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
LINES = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def instructions(name: str) -> list[str]:
    return [line.removeprefix(name).strip() for line in LINES if line.startswith(name + " ")]


def test_two_stages_of_the_same_python() -> None:
    assert [line.split()[0] for line in instructions("FROM")] == ["python:3.12-slim", "python:3.12-slim"]


def test_every_installation_is_checked_by_hash_or_is_the_project_itself() -> None:
    commands = [command for line in instructions("RUN") for command in line.split("&&")]
    for command in (command for command in commands if re.search("pip .*(install|wheel)", command)):
        assert "--require-hashes" in command or "--no-deps" in command
    assert sum("--require-hashes" in command for command in commands) == 2
    assert "PIP_ONLY_BINARY=:all:" in " ".join(instructions("ENV"))


def test_the_build_backend_is_locked_with_hashes() -> None:
    lock = (ROOT / "requirements-build.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    requirements = [line for line in lock.splitlines() if line and not line.lstrip().startswith("#")]
    assert any(line.startswith("hatchling==") for line in requirements)
    assert all(re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line) for line in requirements)


def test_the_build_context_holds_what_is_copied_and_nothing_else() -> None:
    copied = {
        source.rstrip("/") for line in instructions("COPY") if "--from" not in line for source in line.split()[:-1]
    }
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert {line[1:] for line in ignored if line.startswith("!")} == copied


def test_the_user_is_not_root_and_the_same_as_in_compose() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert instructions("USER") == [compose["x-newsmill"]["user"]] == ["10001:10001"]
