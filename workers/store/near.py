"""Which stored article a text nearly repeats, by their signatures. Pure: no database here."""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from operator import eq

from workers.entry_id import Position

NEAR = 0.6  # of 505,515 pairs of different articles none shares more than 0.30; see docs/choices/store.md

KEYS = 10  # of three hashes each: they find 91 of 100 pairs that share 0.6 of their triples, 98 that share 0.7

_SIGNATURE = re.compile(r"mh1:([0-9a-f]{256})")  # 64 hashes of 16 bits, as workers/cleanup/signature.py writes them
_HASHES = struct.Struct(">64H")


@dataclass(frozen=True)
class Signed:
    """The current version of an article, by its signature."""

    article: int
    version: int
    first: Position  # where the article stood in the stream when it first came
    hashes: bytes
    linked: tuple[int | None, int | None] = (None, None)  # the two articles of the link it made

    @property
    def place(self) -> tuple[Position, int]:
        """Its place among all articles: two never have the same."""
        return self.first, self.article


def hashes_of(signature: str | None) -> bytes | None:
    """The 64 hashes of a signature; None without one, or with one of another method, which compares with none here."""
    found = _SIGNATURE.fullmatch(signature or "")
    return bytes.fromhex(found[1]) if found else None


def keys_of(hashes: bytes) -> list[int]:
    """Numbers below 2**52, each from three hashes and their place. Texts that are near have at least one in common."""
    return [number << 48 | int.from_bytes(hashes[6 * number : 6 * number + 6]) for number in range(KEYS)]


def similarity(left: bytes, right: bytes) -> float:
    """Estimated share of word triples in common, 0 to 1, with a standard error of about 0.06."""
    same: int = sum(map(eq, _HASHES.unpack(left), _HASHES.unpack(right)))
    return round(same / 64, 3)


def first_near(one: Signed, candidates: Iterable[Signed]) -> Signed | None:
    """The first in the stream of those that are near; the most similar would be chosen by the estimate's error.

    One that is linked with this article already is passed over.
    """
    near = (c for c in candidates if one.article not in c.linked and similarity(one.hashes, c.hashes) >= NEAR)
    return min(near, key=lambda candidate: candidate.place, default=None)
