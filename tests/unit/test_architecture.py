"""The direction of imports: pure stages know nothing of queue, store and settings; only the queue knows Celery."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("workers", "config", "newsmill")


def modules_of(package: str) -> list[Path]:
    path = ROOT / package
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file imports, anywhere in it, written out from the root."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the direction"
            found.add(node.module or "")
            found.update(f"{node.module}.{name.name}" for name in node.names)
    return frozenset(found)


def offenders(package: str, forbidden: tuple[str, ...], allowed: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules_of(package)
        for name in sorted(imports(path))
        if any(name == part or name.startswith(part + ".") for part in forbidden)
        and not any(name == part or name.startswith(part + ".") for part in allowed)
    ]


@pytest.mark.parametrize("stage", ["workers/cleanup", "workers/entities", "workers/topics"])
def test_a_pure_stage_knows_only_the_contract(stage: str) -> None:
    package = stage.replace("/", ".")
    assert offenders(stage, ("celery", "kombu", "redis", "sqlalchemy", "config")) == []
    assert offenders(stage, ("workers", "newsmill"), (package, "workers.article", "workers.errors")) == []


@pytest.mark.parametrize("contract", ["workers/article", "workers/errors", "workers/settlement", "workers/pipeline"])
def test_the_contract_knows_no_engine(contract: str) -> None:
    assert (
        offenders(contract, ("celery", "redis", "sqlalchemy", "config", "spacy", "workers.queue", "workers.store"))
        == []
    )


def test_only_the_queue_and_logging_import_celery() -> None:
    found = [line for package in OURS for line in offenders(package, ("celery", "kombu", "billiard"))]
    outside = [line for line in found if not line.startswith(("workers/queue/", "workers/log.py"))]
    assert outside == []


def test_only_the_store_imports_sqlalchemy() -> None:
    found = [line for package in OURS for line in offenders(package, ("sqlalchemy", "alembic", "psycopg"))]
    assert [line for line in found if not line.startswith("workers/store/")] == []


def test_the_store_knows_no_queue_and_no_settings() -> None:
    assert offenders("workers/store", ("workers.queue", "celery", "redis", "config")) == []


def test_nothing_imports_the_command_line() -> None:
    found = [line for package in OURS for line in offenders(package, ("workers.cli",))]
    assert [line for line in found if not line.startswith(("workers/cli/", "workers/command.py "))] == []


def test_settings_are_built_by_entry_points_only() -> None:
    callers = {
        str(path.relative_to(ROOT))
        for package in OURS
        for path in modules_of(package)
        if "load_settings(" in path.read_text(encoding="utf-8")
    }
    assert callers == {"config/settings.py", "workers/cli/console.py", "newsmill/local.py"}
