"""Times as they are typed: those that newsmill prints are understood, and none is taken for another."""

from datetime import UTC, datetime

import pytest

from newsmill.errors import Misconfigured
from workers.cli.times import parse_time


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026-11-23T09:30", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23 09:30:05 UTC", datetime(2026, 11, 23, 9, 30, 5, tzinfo=UTC)),
        ("2026-11-23T09:30:05Z", datetime(2026, 11, 23, 9, 30, 5, tzinfo=UTC)),
        ("2026-11-23T09:30+02:00", datetime(2026, 11, 23, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_as_it_is_meant(typed: str, meant: datetime) -> None:
    assert parse_time(typed) == meant


@pytest.mark.parametrize("typed", ["2026", "20261123", "1795400000", "yesterday", "2026-13-01", "2026-11-23T99", ""])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Misconfigured, match="is not a time; write 2026-11-23"):
        parse_time(typed)
