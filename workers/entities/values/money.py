"""Sums of money: amount, currency, scale and range: "CNY31.7 billion", "£2m", "$5-10 million", "13,500 rupees"."""

import re
from collections.abc import Iterator
from decimal import Decimal

from newsmill.article import Value
from workers.entities.values.currencies import CODES, SHARED, SIGNS, WORDS
from workers.entities.values.numbers import DIGITS, FROM, SCALE, plain, read_number, read_scale
from workers.entities.values.numbers import WORDS as NUMBER_WORDS


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


# A letter sign must touch its number or be one that nothing else is written as: "R 5" may be a room, "Rs 5" is a sum.
_TOUCHING = {"R", "N", "S$", "L$", "LE", "Le", "Fr", "Br", "Sh", "QR", "SR", "Nu", "Re"}
_BEFORE = (
    rf"(?:(?:{_any_of([sign for sign in SIGNS if sign not in _TOUCHING])}|{_any_of(sorted(CODES))})[\s\u00a0]?"
    rf"|(?:{_any_of(sorted(_TOUCHING))}))(?=\d)"
)
# "R21" and "N10" are sums only where the article shows whose money it is.
_ALSO_ROADS = {"R": r"\b(?:rand|South Africa)", "N": r"\b(?:naira|Nigeria)"}
_TO = r"(?:\s?[-–—]\s?|\s+to\s+)"
# What a sum can begin with: looked at first, it spares most words of a text the long alternatives.
_FIRST = "".join(sorted({sign[0] for sign in (*SIGNS, *CODES)})) + "−-"
_PREFIXED = re.compile(
    rf"(?<![\w$€£])(?=[{_FIRST}]){FROM}(?P<sign>[-−](?=[^\w\s]))?(?P<currency>{_BEFORE})(?P<low>{DIGITS})(?P<scale>{SCALE})?"
    rf"(?(from)|(?:{_TO}(?P<again>{_BEFORE})?(?P<high>{DIGITS})(?P<high_scale>{SCALE})?(?!\s?%|[\w.,]*\d))?)"
    rf"(?![\w.,]*\d)(?P<country>\s(?:{_any_of([w for w in WORDS if ' ' in w])})\b)?"
)
_AMOUNT = rf"(?:{DIGITS}|\b(?:half an?|an?|{NUMBER_WORDS})\b(?=[\s-]))"
_SUFFIXED = re.compile(
    rf"(?<![\w.,$€£¥₹]){FROM}(?P<low>{_AMOUNT})(?P<scale>{SCALE})?"
    rf"(?(from)|(?:{_TO}(?P<high>{_AMOUNT})(?P<high_scale>{SCALE})?)?)"
    rf"(?:[\s-](?P<currency>{_any_of(list(WORDS))}|{_any_of(sorted(CODES))})\b|\s?(?P<after>[€£₹₽]|zł|Kč)(?!\w))",
)
_UNCOUNTED = re.compile(
    rf"\b(?:(?:tens|hundreds|thousands|millions|billions|trillions)(?:\s+of\s+(?:thousands|millions|billions|trillions))?\s+of"
    rf"|several\s+(?:hundred|thousand|million|billion)|a\s+few\s+(?:hundred|thousand|million|billion))"
    rf"\s+(?P<currency>{_any_of([word for word in WORDS if word.endswith('s')])})\b",
    re.IGNORECASE,
)
_CENTS = re.compile(rf"(?<![\w.,$€£])(?P<low>{DIGITS})(?P<unit>\s(?:US\s)?cents?\b|\s?¢|\s?pence\b|p\b(?!\.?m))")


def find(text: str) -> Iterator[Value]:
    """Every sum of the text as a MONEY. What cannot be read for certain is null: amount, currency, or both."""
    taken = bytearray(len(text))  # 1 where a sum stands already
    for pattern in (_PREFIXED, _SUFFIXED, _UNCOUNTED, _CENTS):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            value = _read(match, text)
            if value is not None:
                taken[value.start : value.end] = b"\x01" * (value.end - value.start)
                yield value


def _read(match: re.Match[str], text: str) -> Value | None:
    parts = match.groupdict()
    if parts.get("unit"):
        return _small_change(match, text)
    written = (parts.get("currency") or parts.get("after") or "").strip()
    if _is_no_sum(written, parts, text):
        return None
    low, high = _amounts(parts) if parts.get("low") else (None, None)
    return _value(match, text, low, high, _currency(written, text))


def _is_no_sum(currency: str, parts: dict[str, str | None], text: str) -> bool:
    """A verb or an adjective ("won"), a weight ("20 pounds"), or a currency's name alone ("a dollar")."""
    if parts.get("scale") or "low" not in parts:
        return False
    if currency in _ALSO_ROADS and re.fullmatch(r"\d{1,3}", parts["low"] or ""):
        return not re.search(_ALSO_ROADS[currency], text)
    word = currency.lower()
    if word in ("pound", "pounds"):
        return "£" not in text
    return word in ("won", "dong", "sterling", "dram") or (parts["low"] or "").lower() in (
        "a",
        "an",
        "half a",
        "half an",
    )


def _amounts(parts: dict[str, str | None]) -> tuple[Decimal | None, Decimal | None]:
    """Low and high end of a sum, the high one only for a range; (None, None) when a part could mean two numbers."""
    factor, high_factor = read_scale(parts.get("scale")), read_scale(parts.get("high_scale"))
    low = read_number(parts["low"] or "", scaled=factor > 1 or high_factor > 1)
    if low is None:
        return None, None
    if not parts.get("high"):
        return (-low if parts.get("sign") else low) * factor, None
    high = read_number(parts["high"] or "", scaled=high_factor > 1)
    if high is None:
        return None, None
    if factor == 1 and low < high:
        factor = high_factor  # "$5 to $10 million" starts at five million, "$500 to $1 million" at five hundred
    return (low * factor, high * high_factor) if low * factor <= high * high_factor else (None, None)


def _small_change(match: re.Match[str], text: str) -> Value | None:
    unit = match["unit"].strip().lower()
    number = read_number(match["low"])
    currency = "GBP" if unit in ("p", "pence") else "USD" if unit.startswith("us") else None
    return _value(match, text, None if number is None else number / 100, None, currency)


def _currency(written: str, text: str) -> str | None:
    if written in CODES:
        return written
    known = SIGNS.get(written) or WORDS.get(written) or WORDS.get(written.lower())
    shared = SHARED.get(written.lower().rstrip(".")) or SHARED.get(written.lower().rstrip("s"))
    if known or not shared:
        return known
    named = [code for code, countries in shared.items() if re.search(rf"\b(?:{countries})", text)]
    return named[0] if len(named) == 1 else None


def _value(match: re.Match[str], text: str, low: Decimal | None, high: Decimal | None, currency: str | None) -> Value:
    return Value(
        start=match.start(),
        end=match.end(),
        label="MONEY",
        text=text[match.start() : match.end()],
        amount=None if low is None else plain(low),
        amount_high=None if high is None else plain(high),
        currency=currency,
    )
