"""Numbers as news writes them, read exactly or not at all: "1,234.5", "13 500", "1,23,45,678", "two", "half a"."""

import re
from decimal import Decimal

_SPACES = "\u0020\u00a0\u2009\u202f"  # what stands between groups of three in "13 500"
DIGITS = rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?![\d,])(?:\.\d+)?|\d[\d,.]*\d|\d"

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {
    "a": Decimal(1),
    "an": Decimal(1),
    "half a": Decimal("0.5"),
    **{word: Decimal(number) for number, word in enumerate(_UNITS.split(), start=1)},
    **{word: Decimal(number * 10) for number, word in enumerate(_TENS.split(), start=2)},
}
_ONES = _UNITS.split()[:9]
WORDS = rf"(?:(?:{'|'.join(_TENS.split())})(?:-(?:{'|'.join(_ONES)}))?|{'|'.join(reversed(_UNITS.split()))})"

_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_LAKHS = re.compile(r"\d{1,2}(,\d{2})+,\d{3}(\.\d+)?")
_PLAIN = re.compile(r"\d+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")

_SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "k": 10**3,
    "lakh": 10**5,
    "lakhs": 10**5,
    "million": 10**6,
    "millions": 10**6,
    "mln": 10**6,
    "mil": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "crore": 10**7,
    "crores": 10**7,
    "cr": 10**7,
    "billion": 10**9,
    "billions": 10**9,
    "bln": 10**9,
    "bil": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
    "trillions": 10**12,
    "trn": 10**12,
    "tn": 10**12,
}
_LONG_SCALES = (
    "lakhs? crore|hundred million|hundred thousand|hundred billion|thousand crore|"
    "hundred|thousand|lakhs?|million|crores?|billion|trillion"
)
_SHORT_SCALES = "mln|mil|mn|bln|bil|bn|trn|tn|cr|[mkb]"
# "$5 million", "$5-million", "£2m", "RM1bil", "$5 bn"; a lone letter or short form must end there.
SCALE = rf"(?:[\s-]?(?i:{_LONG_SCALES})\b|[{_SPACES}]?(?:{_SHORT_SCALES})\b(?!['’.]\w))"


# "from 5 to 7" is a change, two values; without "from" it is a range, one value.
FROM = r"(?P<from>(?<=[Ff]rom ))?"


def read_number(written: str, scaled: bool = False) -> Decimal | None:
    """The number, or None when it could mean two: "13.500" is thirteen and a half or thirteen thousand five hundred.

    `scaled` says that a scale follows ("1.250 billion", "3,5 million"), which settles what the mark means.
    """
    written = re.sub(rf"[{_SPACES}]+", " ", written.strip())
    if word := _read_word(written.lower()):
        return word
    written = written.replace(" ", "")
    if _THOUSANDS.fullmatch(written) or _LAKHS.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if _PLAIN.fullmatch(written):
        unsure = re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", written) and not scaled
        return None if unsure else Decimal(written)
    if scaled and _DECIMAL_COMMA.fullmatch(written):
        return Decimal(written.replace(",", "."))
    return None


def _read_word(word: str) -> Decimal | None:
    if word in _WORDS:
        return _WORDS[word]
    tens, dash, ones = word.partition("-")
    return _WORDS[tens] + _WORDS[ones] if dash and tens in _WORDS and ones in _WORDS else None


def read_scale(written: str | None) -> int:
    """What the scale multiplies by; 1 without one."""
    factor = 1
    for word in re.findall(r"[a-z]+", (written or "").lower()):
        factor *= _SCALES[word]
    return factor


def plain(number: Decimal) -> str:
    """Decimal digits without exponent or trailing zeros: "52400000000", "0.5"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
