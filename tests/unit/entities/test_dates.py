"""Dates to the granularity that is known, counted from the day of publication; null where they are in doubt."""

from datetime import UTC, datetime

import pytest

from workers.entities.values import find_values

MONDAY = datetime(2026, 11, 23, 9, 58, tzinfo=UTC)

# sentence, as it stands there, date, granularity
DATES = [
    ("It could double by 2028.", "2028", "2028", "year"),
    ("In 1999 she left.", "1999", "1999", "year"),
    ("It opened (2019) early.", "2019", "2019", "year"),
    ("It opened in early 2019.", "2019", "2019", "year"),
    ("Since 2020, prices rose.", "2020", "2020", "year"),
    ("It opened on 23 November 2026.", "23 November 2026", "2026-11-23", "day"),
    ("It opened on November 23, 2026.", "November 23, 2026", "2026-11-23", "day"),
    ("It opened on Monday, Nov. 23, 2026.", "Monday, Nov. 23, 2026", "2026-11-23", "day"),
    ("It opened on the 3rd of March 2020.", "3rd of March 2020", "2020-03-03", "day"),
    ("It opened on 2026-11-23.", "2026-11-23", "2026-11-23", "day"),
    ("It opened on 23/11/2026.", "23/11/2026", "2026-11-23", "day"),
    ("It opened on 11/23/2026.", "11/23/2026", "2026-11-23", "day"),
    ("It opened on 03/04/2026.", "03/04/2026", None, "day"),
    ("It opened on 31 February 2026.", "31 February 2026", None, "day"),
    ("It opens on Nov. 30.", "Nov. 30", "2026-11-30", "day"),
    ("It opens on 3 January.", "3 January", "2027-01-03", "day"),
    ("It opened on 10 June.", "10 June", None, "day"),
    ("It runs on 3-5 January 2026.", "3-5 January 2026", None, "day"),
    ("It runs July 4-6, 2026.", "July 4-6, 2026", None, "day"),
    ("It opened in November 2026.", "November 2026", "2026-11", "month"),
    ("It opened in Sept. 2025.", "Sept. 2025", "2025-09", "month"),
    ("Sales fell in Q3 2026.", "Q3 2026", "2026-Q3", "quarter"),
    ("Sales fell in the third quarter of 2026.", "third quarter of 2026", "2026-Q3", "quarter"),
    ("Fashion of the 1990s.", "1990s", None, None),
    ("The 2023/24 season.", "2023/24", None, None),
    ("The 2019-2021 talks.", "2019-2021", None, None),
    ("It happened yesterday.", "yesterday", "2026-11-22", "day"),
    ("It happens today.", "today", "2026-11-23", "day"),
    ("It happens tomorrow.", "tomorrow", "2026-11-24", "day"),
    ("It happened last week.", "last week", "2026-W47", "week"),
    ("It happens next month.", "next month", "2026-12", "month"),
    ("It happened last month.", "last month", "2026-10", "month"),
    ("It happened last year.", "last year", "2025", "year"),
    ("Earlier this year it closed.", "this year", "2026", "year"),
    ("It closed three days ago.", "three days ago", "2026-11-20", "day"),
    ("It closed two weeks ago.", "two weeks ago", "2026-W46", "week"),
    ("It closed a year ago.", "a year ago", "2025", "year"),
    ("It closed about five years ago.", "about five years ago", None, "year"),
    ("The mayor said on Tuesday that.", "Tuesday", "2026-11-17", "day"),
    ("The mayor said on Monday that.", "Monday", "2026-11-23", "day"),
    ("They will meet on Friday.", "Friday", "2026-11-27", "day"),
    ("They agreed to meet on Tuesday.", "Tuesday", None, "day"),
    ("It is open until Friday.", "Friday", None, "day"),
]


@pytest.mark.parametrize(("sentence", "written", "date", "granularity"), DATES)
def test_date(sentence: str, written: str, date: str | None, granularity: str | None) -> None:
    (value,) = find_values(sentence, MONDAY)
    assert (value.label, value.text, value.date, value.granularity) == ("DATE", written, date, granularity)


@pytest.mark.parametrize("sentence", ["yesterday", "last week", "three days ago", "said on Tuesday", "on 3 January"])
def test_without_a_day_of_publication_a_relative_date_is_null(sentence: str) -> None:
    (value,) = find_values(sentence, None)
    assert value.date is None
    assert value.granularity is not None


@pytest.mark.parametrize(
    "sentence",
    ["In 2000 cases it failed.", "Over the last year it fell.", "May I go?", "Call 2028 now", "He may 5 times."],
)
def test_no_date(sentence: str) -> None:
    assert find_values(sentence, MONDAY) == ()
