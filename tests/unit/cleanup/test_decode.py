"""decode: bytes of raw files to text."""

import codecs

import pytest

from newsmill.errors import Rejected
from workers.cleanup import decode

TEXT = "The mayor’s café — “open” at last, said Señor Núñez.\n"


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        (TEXT.encode(), None),
        (TEXT.encode(), "iso-8859-1"),
        (codecs.BOM_UTF8 + TEXT.encode(), "cp1252"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), None),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), None),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), None),
        ((TEXT * 20).encode("utf-16-le"), None),
        ((TEXT * 20).encode("utf-16-be"), None),
        (TEXT.encode("cp1252"), None),
        (TEXT.encode("cp1252"), "utf-8"),
        (TEXT.encode("cp1252"), "latin-1"),
        (TEXT.encode("cp1252"), "no-such-encoding"),
    ],
)
def test_text_survives_its_encoding(data: bytes, declared: str | None) -> None:
    assert decode(data, declared).startswith(TEXT)


def test_declared_encoding_is_used_where_bytes_alone_cannot_tell() -> None:
    text = "Совет порта утвердил бюджет"
    assert decode(text.encode("koi8-r"), "koi8-r") == text


def test_meta_charset_of_a_page_is_believed() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Совет порта</body></html>'
    assert decode(page.encode("cp1251")) == page


def test_a_cut_end_of_utf8_costs_one_character_and_not_the_text() -> None:
    assert decode("naïve café".encode()[:-1]) == "naïve caf\ufffd"


def test_nul_becomes_the_replacement_character() -> None:
    assert decode(b"before" * 40 + b"\x00" + b"after" * 40) == "before" * 40 + "\ufffd" + "after" * 40


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"%PDF-1.7 ...", "PDF"), (b"PK\x03\x04....", "ZIP"), (b"\x1f\x8b\x08", "gzip"), (b"\x89PNG\r\n", "PNG")],
)
def test_known_binaries_are_refused_by_name(data: bytes, kind: str) -> None:
    with pytest.raises(Rejected, match=kind):
        decode(data)


def test_unknown_binaries_are_refused_by_their_control_characters() -> None:
    with pytest.raises(Rejected, match="control characters"):
        decode(bytes(range(1, 256)) * 20)


def test_nothing_is_nothing() -> None:
    assert decode(b"") == ""
