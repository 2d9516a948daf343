"""Signatures as the store reads them, and which of several near-duplicates is linked to."""

import random
from itertools import pairwise

import pytest

from workers.cleanup import signature as cleanup
from workers.store.near import KEYS, NEAR, Signed, first_near, hashes_of, keys_of, similarity


def _signature(words: list[str]) -> str:
    found = cleanup.signature(" ".join(words))
    assert found is not None
    return found


def _drifting(count: int) -> list[str]:
    """Signatures of a text that is changed a little again and again."""
    chosen = random.Random(7)  # noqa: S311 -- no secret
    words = [f"w{chosen.randrange(5000)}" for _ in range(400)]
    signatures = []
    for _ in range(count):
        signatures.append(_signature(words))
        for _ in range(8):
            words[chosen.randrange(400)] = f"w{chosen.randrange(5000)}"
    return signatures


SIGNATURES = _drifting(40)


def _hashes(signature: str) -> bytes:
    found = hashes_of(signature)
    assert found is not None
    return found


HASHES = [_hashes(signature) for signature in SIGNATURES]


def _at(place: int, hashes: bytes, **fields: tuple[int, int]) -> Signed:
    return Signed(place, 1, (place, 0), hashes, **fields)


def test_the_store_compares_signatures_as_cleanup_does() -> None:
    seen = set()
    for one, other in zip(SIGNATURES, SIGNATURES[3:] + SIGNATURES[:3], strict=True):
        assert similarity(_hashes(one), _hashes(other)) == cleanup.similarity(one, other)
        seen.add(cleanup.similarity(one, other))
    assert len(seen) > 10


def test_texts_share_a_key_where_three_hashes_are_the_same() -> None:
    shared = []
    for one, other in pairwise(HASHES):
        same = [at for at in range(KEYS) if one[6 * at : 6 * at + 6] == other[6 * at : 6 * at + 6]]
        assert len(set(keys_of(one)) & set(keys_of(other))) == len(same)
        shared.append(len(same))
    assert min(shared) > 0, "each is near to the next"
    assert max(shared) < KEYS
    assert not set(keys_of(HASHES[0])) & set(keys_of(HASHES[-1]))


@pytest.mark.parametrize("digit", ["0", "f", "8"])
def test_equal_hashes_at_different_places_are_different_keys_and_fit_the_column(digit: str) -> None:
    keys = keys_of(_hashes("mh1:" + digit * 256))

    assert len(set(keys)) == KEYS
    assert all(0 <= key < 2**63 for key in keys)


@pytest.mark.parametrize("signature", [None, "", "mh2:" + "0" * 256, "mh1:" + "0" * 255, "mh1:" + "x" * 256, "0" * 256])
def test_what_is_no_signature_of_this_method_has_no_hashes(signature: str | None) -> None:
    assert hashes_of(signature) is None


def test_the_first_of_those_that_are_near_is_chosen_not_the_most_similar() -> None:
    mine = HASHES[4]
    first, nearest, far = HASHES[2], HASHES[3], HASHES[30]
    assert similarity(mine, far) < NEAR <= similarity(mine, first) < similarity(mine, nearest)

    found = first_near(_at(9, mine), [_at(3, nearest), _at(1, far), _at(2, first), _at(4, mine)])

    assert found == _at(2, first)
    assert first_near(_at(9, mine), [_at(1, far)]) is None


def test_what_is_linked_already_is_passed_over() -> None:
    mine = HASHES[0]

    assert first_near(_at(1, mine), [_at(2, mine, linked=(2, 1))]) is None
    assert first_near(_at(1, mine), [_at(2, mine, linked=(2, 3))]) == _at(2, mine, linked=(2, 3))
