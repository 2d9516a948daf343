"""The checks of CI say no where they should: licences that are not allowed, dependencies that were not audited."""

import importlib.util
import json
import os
import subprocess
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


def check(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-3.0-only)", True),
        ("GPL-2.0-only AND (Apache-2.0 OR MIT)", False),
        ("", False),
        ("unknown", False),
    ],
)
def test_an_expression_is_met_or_not(expression: str, *, allowed: bool) -> None:
    assert check("licences").is_allowed(expression) is allowed


def test_without_the_compose_plugin_it_is_said_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "docker").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "docker").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["make", "compose"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "its compose plugin 2.24 or newer (no engine): install" in done.stderr


SKIPPED = {"name": "celery", "skip_reason": "Dependency not found and could not be audited"}
FINE = {"name": "redis", "version": "8.1.0", "vulns": []}
VULNERABLE = {"name": "lxml", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["2.0"]}]}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([FINE], 0, "1 of 1 packages audited, 0 vulnerable"),
        ([FINE, SKIPPED], 3, "NOT AUDITED: the vulnerability service does not know celery"),
        ([VULNERABLE, SKIPPED], 1, "VULNERABLE: lxml 1.0: CVE-1, mended in 2.0"),
        (None, 3, "NOT AUDITED: the vulnerability service does not answer"),
    ],
)
def test_what_was_not_audited_is_never_called_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], packages: Any, code: int, said: str
) -> None:
    audit = check("audit")
    stdout = "" if packages is None else json.dumps({"dependencies": packages})
    answer = SimpleNamespace(stdout=stdout, stderr="connection refused")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: answer)
    assert audit.main() == code
    assert said in capsys.readouterr().out
