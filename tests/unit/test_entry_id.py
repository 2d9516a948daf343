"""Ids of stream entries."""

from workers.entry_id import position


def test_entries_compare_as_numbers_and_no_entry_comes_first() -> None:
    assert position("9-0") < position("10-0")
    assert position("10-9") < position("10-10")
    assert position("18446744073709551615-18446744073709551615") > position("10-10")
    assert position("") == (0, 0) < position("0-1")
