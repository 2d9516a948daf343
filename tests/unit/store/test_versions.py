"""What an accepted result becomes, given the versions that are stored."""

from datetime import UTC, datetime

import pytest

from workers.store.versions import Conflict, Duplicate, New, Outrun, Rerun, Version, current, decide


def _version(number: int, content: str, *, explicit: bool = False, run: int = 1, at: int = 1) -> Version:
    return Version(number, explicit, (at, 0), content, run, datetime(2026, 11, 23, tzinfo=UTC))


COUNTED = _version(1, "one")
NUMBERED = _version(4, "four", explicit=True, run=2, at=2)
STORED = (COUNTED, NUMBERED)


@pytest.mark.parametrize(
    ("number", "content", "run", "decision"),
    [
        (None, "new", 1, New(5, explicit=False)),
        (None, "one", 1, Duplicate(COUNTED)),
        (None, "four", 1, Duplicate(NUMBERED)),
        (4, "four", 1, Duplicate(NUMBERED)),
        (4, "new", 1, Conflict(NUMBERED)),
        (4, "new", 9, Conflict(NUMBERED)),
        (1, "one", 1, Duplicate(COUNTED)),
        (2, "four", 1, New(2, explicit=True)),
        (9, "one", 1, New(9, explicit=True)),
        (None, "one", 2, Rerun(COUNTED)),
        (4, "four", 3, Rerun(NUMBERED)),
        (4, "four", 2, Outrun(NUMBERED)),
        (None, "new", 3, New(5, explicit=False)),
    ],
)
def test_what_a_result_becomes(number: int | None, content: str, run: int, decision: object) -> None:
    assert decide(STORED, number, content, run, on_purpose=run > 1) == decision


def test_the_first_version_is_1() -> None:
    assert decide((), None, "new", 1, on_purpose=False) == New(1, explicit=False)


def test_a_rerun_without_number_prefers_the_counted_version() -> None:
    """A producer may have numbered the same content as well; that version is re-run under its number."""
    counted, numbered = _version(2, "same"), _version(1, "same", explicit=True)

    assert decide((numbered, counted), None, "same", 2, on_purpose=True) == Rerun(counted)


def test_without_versions_none_is_current() -> None:
    with pytest.raises(ValueError, match="without versions"):
        current([])
