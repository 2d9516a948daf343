"""From the bytes of a file to text: which encoding it has, and whether it is text at all."""

import codecs
import re

from newsmill.errors import Rejected

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is a prefix of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "RIFF media"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "bzip2 data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"OggS", "Ogg media"),
    (b"ID3", "an MP3 file"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{1,40})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_MAX_CONTROL_SHARE = 0.01  # text in a known encoding has next to none; compressed data in latin-1 has about 0.1


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of a raw file: byte order mark, then `declared` or the page's meta charset, then UTF-8, then cp1252.

    A declared single-byte encoding does not overrule bytes that are valid multi-byte UTF-8, and what claims to be
    UTF-8 and is not is read as cp1252. NUL and lone surrogates become U+FFFD.
    Raises Rejected when the bytes are no text (a known binary format, or too many control characters).
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise Rejected(f"not text: the data is {kind}; send the article's text or HTML page")
    text = _decoded(data, declared)
    controls = len(_CONTROL.findall(text))
    if controls > _MAX_CONTROL_SHARE * len(text):
        raise Rejected(f"not text: {controls:,} of {len(text):,} characters are control characters")
    return _UNSTORABLE.sub("\ufffd", text)


def _decoded(data: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    meta = _META_CHARSET.search(data, 0, 4096)
    wide = _wide(data)
    for label in (declared, meta[1].decode("ascii") if meta else None, wide):
        if label is not None and (text := _strictly(data, label)) is not None:
            return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A few broken bytes in UTF-8 (a cut end, a bad copy) are mended; otherwise it is cp1252 under a wrong label.
        if _is_mostly_utf8(data, error.start):
            return data.decode("utf-8", "replace")
    return data.decode("cp1252", "replace")


def _strictly(data: bytes, label: str) -> str | None:
    try:
        encoding = codecs.lookup(label.strip().lower()).name
    except (LookupError, ValueError):
        return None
    if encoding in ("iso8859-1", "ascii"):
        encoding = "cp1252"  # what browsers read under both labels
    if encoding == "utf-8":
        return None  # tried for every text anyway, with its own way out
    if not encoding.startswith(("utf-16", "utf-32")) and not data.isascii():
        try:
            return data.decode("utf-8")  # multi-byte text is UTF-8 by chance almost never
        except UnicodeDecodeError:
            pass
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return data.decode("cp1252", "replace") if encoding == "cp1252" else None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: in European text every second byte is zero."""
    sample = data[:4096]
    if len(sample) < 4:
        return None
    if sample[1::2].count(0) > 0.4 * len(sample):
        return "utf-16-le"
    if sample[0::2].count(0) > 0.4 * len(sample):
        return "utf-16-be"
    return None


def _is_mostly_utf8(data: bytes, first_error: int) -> bool:
    if any(byte > 127 for byte in data[:first_error]):
        return True
    text = data.decode("utf-8", "replace")
    return sum(char > "\x7f" and char != "\ufffd" for char in text) > text.count("\ufffd")
