"""Near-duplicate signatures: MinHash over word triples, comparable without the texts."""

import re
import zlib

import numpy as np

_PREFIX = "mh1:"  # another way of hashing gets another prefix, since signatures compare only with their like
_HASHES = 64
_MIN_WORDS = 20
_WORD = re.compile(r"\w+")
_MASK = (1 << 64) - 1


def _splitmix(count: int) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    values, state = [], 0x6E6577736D696C6C
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        values.append(mixed ^ (mixed >> 31))
    return np.array(values, dtype=np.uint64)


_CONSTANTS = _splitmix(2 * _HASHES)
_FACTORS, _OFFSETS = _CONSTANTS[:_HASHES] | np.uint64(1), _CONSTANTS[_HASHES:]


def signature(text: str) -> str | None:
    """The text's signature, 260 ASCII characters; None when the text is too short to tell copies from chance."""
    words = _WORD.findall(text.casefold())
    if len(words) < _MIN_WORDS:
        return None
    hashed = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
    triples = np.unique((hashed[:-2] * np.uint64(0x9E3779B1) + hashed[1:-1]) * np.uint64(0x85EBCA77) + hashed[2:])
    lowest = np.full(_HASHES, _MASK, dtype=np.uint64)
    for at in range(0, len(triples), 4096):  # bounded memory however long the text
        block = triples[at : at + 4096, None] * _FACTORS + _OFFSETS
        block ^= block >> np.uint64(29)
        lowest = np.minimum(lowest, block.min(axis=0))
    return _PREFIX + ((lowest >> np.uint64(16)) & np.uint64(0xFFFF)).astype(">u2").tobytes().hex()


def similarity(left: str, right: str) -> float:
    """Estimated share of word triples that two texts have in common, 0 to 1, with a standard error of about 0.06.

    Raises ValueError when one is no signature of this version.
    """
    pair = [np.frombuffer(bytes.fromhex(_digits(each)), dtype=">u2") for each in (left, right)]
    return round(float(np.mean(pair[0] == pair[1])), 3)


def _digits(signature: str) -> str:
    digits = signature.removeprefix(_PREFIX)
    if len(signature) - len(digits) != len(_PREFIX) or len(digits) != 4 * _HASHES:
        raise ValueError(f"not a near-duplicate signature of this version ({_PREFIX}…): {signature[:20]!r}")
    return digits
