"""Quantities with a unit of measure: "12 km", "5 million barrels", "10-15 tonnes", "38 degrees Celsius"."""

import re
from collections.abc import Iterator

from newsmill.article import Value
from workers.entities.values.numbers import DIGITS, SCALE, WORDS, plain, read_number, read_scale

# How each unit is written (singular forms; an "s" is optional where it ends in a letter), longest first when matched.
_UNITS = {
    "kilometre": "kilometre|kilometer|km",
    "metre": "metre|meter",
    "centimetre": "centimetre|centimeter|cm",
    "millimetre": "millimetre|millimeter|mm",
    "mile": "mile",
    "foot": "feet|foot|ft",
    "inch": "inches|inch",
    "yard": "yard",
    "square kilometre": "square kilometre|square kilometer|sq km|km²|km2",
    "square metre": "square metre|square meter|sq m|m²|m2",
    "square mile": "square mile|sq mi",
    "square foot": "square feet|square foot|sq ft",
    "hectare": "hectare|ha",
    "acre": "acre",
    "cubic metre": "cubic metre|cubic meter|m³|m3",
    "litre": "litre|liter",
    "gallon": "gallon",
    "barrel": "barrel",
    "kilogram": "kilogram|kilogramme|kilo|kg",
    "gram": "gram|gramme",
    "milligram": "milligram|mg",
    "tonne": "tonne|metric ton",
    "ton": "ton",
    "ounce": "ounce|oz",
    "kilometre per hour": "kilometres per hour|kilometers per hour|km/h|kph|kmh",
    "mile per hour": "miles per hour|mph",
    "watt": "watt",
    "kilowatt": "kilowatt|kW",
    "megawatt": "megawatt|MW",
    "gigawatt": "gigawatt|GW",
    "kilowatt-hour": "kilowatt-hour|kilowatt hour|kWh",
    "megawatt-hour": "megawatt-hour|megawatt hour|MWh",
    "degree Celsius": "degrees Celsius|degree Celsius|°C|degrees C",
    "degree Fahrenheit": "degrees Fahrenheit|degree Fahrenheit|°F|degrees F",
    "gigabyte": "gigabyte|GB",
    "megabyte": "megabyte|MB",
    "terabyte": "terabyte|TB",
    "litre per second": "litres per second|liters per second",
}
_FORMS = {form: unit for unit, forms in _UNITS.items() for form in forms.split("|")}
_FORMS |= {f"{form}s": unit for form, unit in _FORMS.items() if len(form) > 3 and form.islower() and form[-1] != "s"}
_UNIT = "|".join(re.escape(form) for form in sorted(_FORMS, key=lambda form: (-len(form), form)))
_NUMBER = rf"(?:{DIGITS}|\b{WORDS}\b)"
_QUANTITY = re.compile(
    rf"(?<![\w.,$€£¥₹/-])(?P<low>{_NUMBER})(?P<scale>{SCALE})?"
    rf"(?:(?:\s?[-–—]\s?|\s+to\s+)(?P<high>{_NUMBER})(?P<high_scale>{SCALE})?)?[\s-]?(?P<unit>{_UNIT})(?![\w²³/])"
)


def find(text: str) -> Iterator[Value]:
    """Every measured quantity of the text as a QUANTITY, in the unit that it is written in."""
    for match in _QUANTITY.finditer(text):
        factor, high_factor = read_scale(match["scale"]), read_scale(match["high_scale"])
        low = read_number(match["low"], scaled=max(factor, high_factor) > 1)
        high = read_number(match["high"], scaled=high_factor > 1) if match["high"] else None
        if low is not None and high is not None and factor == 1 and low < high:
            factor = high_factor
        sure = low is not None and (high is not None if match["high"] else True)
        if low is not None and high is not None:
            sure = low * factor <= high * high_factor
        yield Value(
            start=match.start(),
            end=match.end(),
            label="QUANTITY",
            text=match[0],
            amount=plain(low * factor) if sure and low is not None else None,
            amount_high=plain(high * high_factor) if sure and high is not None else None,
            unit=_FORMS[match["unit"]],
        )
