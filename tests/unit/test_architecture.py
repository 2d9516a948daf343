"""The direction of imports: which package may know which, and which one alone knows an engine."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("workers", "config", "newsmill")

# From the bottom up: each may import from the layers below its own, and from nothing beside or above it.
LAYERS = (
    ("newsmill.errors", "workers.entry_id", "workers.parent_death"),
    ("newsmill.article",),
    ("workers.cleanup", "workers.entities", "workers.topics", "workers.settlement", "config", "newsmill.client"),
    ("workers.pipeline", "workers.store", "workers.log"),
    ("workers.resources",),
    ("workers.queue", "workers.capacity"),
    ("workers.account", "workers.local"),
    ("workers.audit", "workers.status"),
    ("workers.cli", "newsmill.local"),
    ("workers.command",),
)
LAYER = {part: number for number, parts in enumerate(LAYERS) for part in parts}


@cache
def modules() -> dict[str, Path]:
    """Every module of ours by its name."""
    files = [path for package in OURS for path in sorted((ROOT / package).rglob("*.py"))]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in files]
    return dict(zip(names, files, strict=True))


def part_of(name: str) -> str:
    """The part of newsmill that a module belongs to, as LAYERS names them."""
    return ".".join(name.split(".")[: 1 if name.startswith("config.") else 2])


@cache
def imports(module: str) -> frozenset[str]:
    """Every module that a module imports, anywhere in it, and every name that it imports from one."""
    return frozenset(_named(module, ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8")))))


def _named(module: str, nodes: Iterator[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide the direction"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def offenders(part: str, *forbidden: str) -> list[str]:
    """The imports of a part, as sentences, that name something forbidden or what is in it."""
    return [
        f"{module} imports {name}"
        for module in modules()
        if module == part or module.startswith(part + ".")
        for name in sorted(imports(module))
        if any(name == one or name.startswith(one + ".") for one in forbidden)
    ]


def test_every_part_has_its_layer() -> None:
    assert {part_of(module) for module in modules()} - {"workers", "newsmill"} == LAYER.keys()


@pytest.mark.parametrize("part", LAYER)
def test_a_part_knows_only_what_is_below_it(part: str) -> None:
    not_below = [other for other, layer in LAYER.items() if layer >= LAYER[part] and other != part]
    assert offenders(part, *not_below) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    def at_import(module: str) -> set[str]:
        """What is imported when the module is: not in a function, nor for the type checker alone."""
        tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
        named = {name for name in _named(module, iter(tree.body)) if name in modules()}
        # `from package import module` asks for the module; the package stands there for its folder.
        return {name for name in named if not any(other.startswith(name + ".") for other in named)} - {module}

    TopologicalSorter({module: at_import(module) for module in modules()}).prepare()


def test_newsmill_is_imported_beside_an_applications_own_workers_and_config(tmp_path: Path) -> None:
    for name in ("workers", "config"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    program = (
        "import newsmill\n"
        "try: newsmill.process({'body': {'value': 'x'}})\n"
        "except newsmill.Misconfigured as error: print(error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.stdout.startswith("process() needs the whole of newsmill, and found no workers.pipeline"), ran.stderr


@pytest.mark.parametrize("stage", ["workers.cleanup", "workers.entities", "workers.topics"])
def test_a_stage_is_pure(stage: str) -> None:
    assert offenders(stage, "celery", "kombu", "redis", "sqlalchemy", "socket", "urllib.request") == []


@pytest.mark.parametrize("part", ["newsmill.article", "newsmill.errors", "workers.settlement", "workers.pipeline"])
def test_the_contract_knows_no_engine(part: str) -> None:
    assert offenders(part, "celery", "redis", "sqlalchemy", "spacy", "config") == []


def test_only_the_queue_and_logging_import_celery() -> None:
    knowing = {part for part in LAYER if offenders(part, "celery", "kombu", "billiard")}
    assert knowing == {"workers.queue", "workers.log"}


def test_only_the_store_imports_sqlalchemy() -> None:
    assert [part for part in LAYER if offenders(part, "sqlalchemy", "alembic", "psycopg")] == ["workers.store"]


def test_the_store_knows_no_redis_and_no_settings() -> None:
    assert offenders("workers.store", "celery", "redis", "config") == []


def test_settings_are_built_by_entry_points_only() -> None:
    callers = {module for module, path in modules().items() if "load_settings(" in path.read_text(encoding="utf-8")}
    assert callers == {"config.settings", "workers.cli.console", "newsmill.local"}
