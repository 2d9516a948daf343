"""Reading a data file as UTF-8 text, with errors that name the file and the line."""

from pathlib import Path

from newsmill.errors import Misconfigured

MAX_BYTES = 16_000_000


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, a leading byte order mark left out. Raises Misconfigured with file, line and reason."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{path}: cannot be read: {error.strerror or error}") from None
    if len(raw) > MAX_BYTES:
        raise Misconfigured(f"{path}: {len(raw):,} bytes; a scheme or example file may have {MAX_BYTES:,}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Misconfigured(
            f"{path}, line {line}: byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Misconfigured(f"{path}, line {line}: holds a NUL character; save the file as UTF-8 text")
    return text
