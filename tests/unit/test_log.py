"""Logging: what people see on a terminal."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from config.settings import LogSettings
from workers import log


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The logging of the tests themselves, once a test has configured its own."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_a_terminal_has_colors_unless_they_are_not_wanted(
    no_color: str, *, colored: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    log.configure(LogSettings())
    logging.getLogger("newsmill").warning("said")
    said = capsys.readouterr().err
    assert "said" in said
    assert ("\x1b[" in said) == colored
