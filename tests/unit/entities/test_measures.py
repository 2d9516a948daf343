"""Percentages and quantities: right, or null where the text leaves them open."""

import pytest

from workers.entities.values import find_values

# sentence, label, as it stands there, amount, upper end, unit
MEASURES = [
    ("A 13% increase.", "PERCENT", "13%", "13", None, "percent"),
    ("A 13 % increase.", "PERCENT", "13 %", "13", None, "percent"),
    ("It fell 0.5 percent.", "PERCENT", "0.5 percent", "0.5", None, "percent"),
    ("It fell -0.5%.", "PERCENT", "-0.5%", "-0.5", None, "percent"),
    ("It rose +2%.", "PERCENT", "2%", "2", None, "percent"),
    ("About five per cent.", "PERCENT", "five per cent", "5", None, "percent"),
    ("Some twenty-five percent agree.", "PERCENT", "twenty-five percent", "25", None, "percent"),
    ("Between 5-10% agree.", "PERCENT", "5-10%", "5", "10", "percent"),
    ("Some 5% to 10% of them.", "PERCENT", "5% to 10%", "5", "10", "percent"),
    ("A rise of 2.5 percentage points.", "PERCENT", "2.5 percentage points", "2.5", None, "percentage point"),
    ("A cut of 25 basis points.", "PERCENT", "25 basis points", "25", None, "basis point"),
    ("A 10-percent tariff.", "PERCENT", "10-percent", "10", None, "percent"),
    ("Some 99.9 pct are fine.", "PERCENT", "99.9 pct", "99.9", None, "percent"),
    ("A rise of 1,200%.", "PERCENT", "1,200%", "1200", None, "percent"),
    ("Walk 5 km.", "QUANTITY", "5 km", "5", None, "kilometre"),
    ("A 5-kilometre walk.", "QUANTITY", "5-kilometre", "5", None, "kilometre"),
    ("It pumps 5 million barrels a day.", "QUANTITY", "5 million barrels", "5000000", None, "barrel"),
    ("It holds 10-15 tonnes.", "QUANTITY", "10-15 tonnes", "10", "15", "tonne"),
    ("It is 38 degrees Celsius.", "QUANTITY", "38 degrees Celsius", "38", None, "degree Celsius"),
    ("It is 38°C.", "QUANTITY", "38°C", "38", None, "degree Celsius"),
    ("A plant of 1.2 GW.", "QUANTITY", "1.2 GW", "1.2", None, "gigawatt"),
    ("It burned 12,000 hectares.", "QUANTITY", "12,000 hectares", "12000", None, "hectare"),
    ("It covers 300 square kilometres.", "QUANTITY", "300 square kilometres", "300", None, "square kilometre"),
    ("Winds of 120 mph.", "QUANTITY", "120 mph", "120", None, "mile per hour"),
    ("It is ten miles away.", "QUANTITY", "ten miles", "10", None, "mile"),
    ("It is 10-5 km away.", "QUANTITY", "10-5 km", None, None, "kilometre"),
    ("It weighs 3.500 kg.", "QUANTITY", "3.500 kg", None, None, "kilogram"),
]


@pytest.mark.parametrize(("sentence", "label", "written", "amount", "high", "unit"), MEASURES)
def test_measure(
    sentence: str, label: str, written: str, amount: str | None, high: str | None, unit: str | None
) -> None:
    (value,) = find_values(sentence, None)
    assert (value.label, value.text, value.amount, value.amount_high, value.unit) == (
        label,
        written,
        amount,
        high,
        unit,
    )


@pytest.mark.parametrize("sentence", ["He ran the 100m.", "About 20 people came.", "In 5 minutes.", "Flight BA12 km"])
def test_no_measure(sentence: str) -> None:
    assert find_values(sentence, None) == ()
