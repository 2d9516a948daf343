"""Repair the characters of a text: broken encodings, odd spaces, control characters. Quotes and dashes stay."""

import html
import re
import unicodedata

import ftfy

_CONFIG = ftfy.TextFixerConfig(
    unescape_html=False,
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    normalization="NFC",
    explain=False,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff\ufffc]|[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff]")
# Quotes, dashes and bullets alone are no sign of a wrong decoding, and most paragraphs have nothing else.
_MAY_BE_BROKEN = re.compile(r"[^\x00-\x7f‘’“”–—…•]|[\x00-\x08\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n(?: ?\n)+ ?")
_LINE_EDGES = re.compile(r" ?\n ?")
_ROUNDS = 8


def repair(text: str) -> str:
    """Text with its characters mended: ftfy, NFC, single spaces, at most one blank line between paragraphs.

    HTML entities ("&amp;") are read: scrapers leave them in plain text, and pages often escape twice.
    Repairing repaired text changes nothing.
    """
    if text.isascii() and text.isprintable() and "&" not in text:
        return " ".join(text.split())
    seen = text
    for _ in range(_ROUNDS):
        mended = _once(seen)
        if mended == seen:
            return seen
        seen = mended
    # Text that is still changing was made to; left in its first form, it is at least the same every time.
    return text.strip()


def one_line(text: str) -> str:
    """`repair`, and every line break a space: for headlines and names."""
    return " ".join(repair(text).split())


def _once(text: str) -> str:
    if "&" in text and ";" in text:
        text = _ENTITY.sub(_unescaped, text)
    text = _LINE_BREAKS.sub("\n", text)
    if _MAY_BE_BROKEN.search(text):
        text = ftfy.fix_text(text, _CONFIG)
    text = _INVISIBLE.sub("", text)
    text = _SPACES.sub(" ", text)
    text = _BLANK_LINES.sub("\n\n", text)
    text = _LINE_EDGES.sub("\n", text)
    return unicodedata.normalize("NFC", text).strip()


def _unescaped(match: re.Match[str]) -> str:
    return html.unescape(match[0])
