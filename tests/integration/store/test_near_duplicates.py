"""Wire copies are linked beside the results: in both directions, bounded, and gone with what is forgotten."""

import random
from collections.abc import Sequence
from dataclasses import astuple

import pytest
from sqlalchemy import text

from tests.integration.store.building import article, failed
from tests.integration.store.near_building import signed, story
from workers.settlement import Settlement
from workers.store import NearDuplicate, Store
from workers.store.database import Database
from workers.store.near import KEYS
from workers.store.near_index import MOST_OF_A_KEY

TABLES = ("signatures", "signature_keys", "near_duplicates")


def _pairs(store: Store, *article_ids: str) -> set[tuple[str, int, str, int]]:
    """(later, its version, earlier, its version) of every link of these articles."""
    return {astuple(link)[:4] for article_id in article_ids for link in store.near_duplicates(article_id)}


def _sizes(url: str) -> dict[str, int]:
    database = Database(url)
    with database.read() as connection:
        found = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in TABLES}  # noqa: S608
    database.close()
    return found


def test_a_wire_copy_is_linked_to_the_article_it_repeats_and_back(store: Store) -> None:
    store.settle([signed("original", 1, story(1)), signed("other", 2, story(2))])
    store.settle([signed("copy", 3, story(1, changed=20))])

    [link] = store.near_duplicates("copy")
    assert link == NearDuplicate("copy", 1, "original", 1, link.similarity)
    assert 0.75 < link.similarity < 1
    assert store.near_duplicates("original") == [link]
    assert store.near_duplicates("other") == store.near_duplicates("nobody") == []


def test_a_copy_that_shares_less_than_the_limit_is_not_linked(store: Store) -> None:
    store.settle([signed("original", 1, story(1)), signed("quotes it", 2, story(1, changed=150))])

    assert store.near_duplicates("original") == []


def test_the_record_says_nothing_of_the_link(store: Store) -> None:
    copy = signed("copy", 2, story(1))
    store.settle([signed("original", 1, story(1)), copy])

    found = store.get("copy")
    assert found is not None
    assert copy.result is not None
    assert found.record == copy.result.model_copy(update={"article_version": 1}).to_json()


@pytest.mark.parametrize("signature", [None, "mh9:00", "mh1:short"])
def test_without_a_signature_of_this_method_an_article_is_stored_without_links(
    store: Store, url: str, signature: str | None
) -> None:
    settled = store.settle([signed(f"a{n}", n, story(1), signature=signature) for n in (1, 2)])

    assert [one.outcome for one in settled] == ["stored", "stored"]
    assert store.near_duplicates("a1") == []
    assert set(_sizes(url).values()) == {0}


def _stream() -> list[Settlement]:
    """Five stories with five copies each, mixed."""
    return [signed(f"s{n % 5} c{n // 5}", n + 1, story(n % 5, changed=n // 5 * 4)) for n in range(30)]


IDS = [f"s{n % 5} c{n // 5}" for n in range(30)]


@pytest.mark.parametrize("size", [1, 7, 30])
def test_every_copy_is_linked_to_the_first_however_the_stream_is_cut_into_batches(store: Store, size: int) -> None:
    stream = _stream()
    for start in range(0, len(stream), size):
        store.settle(list(reversed(stream[start : start + size])))

    assert _pairs(store, *IDS) == {(f"s{s} c{c}", 1, f"s{s} c0", 1) for s in range(5) for c in range(1, 6)}


@pytest.mark.parametrize("seed", range(3))
def test_copies_settled_in_any_order_form_one_group_a_story_and_links_point_back(store: Store, seed: int) -> None:
    for settlement in random.Random(seed).sample(_stream(), 30):  # noqa: S311 -- no secret
        store.settle([settlement])

    pairs = _pairs(store, *IDS)
    assert all(IDS.index(later) > IDS.index(earlier) for later, _, earlier, _ in pairs)
    assert _groups(pairs) == {frozenset(article_id for article_id in IDS if article_id[1] == str(s)) for s in range(5)}


def _groups(pairs: set[tuple[str, int, str, int]]) -> set[frozenset[str]]:
    group = {article_id: frozenset({article_id}) for article_id in IDS}
    for later, _, earlier, _ in pairs:
        joined = group[later] | group[earlier]
        group |= dict.fromkeys(joined, joined)
    return set(group.values())


def test_places_in_the_stream_compare_as_numbers(store: Store) -> None:
    store.settle([signed("ninth", 9, story(1))])
    store.settle([signed("tenth", 10, story(1))])

    assert _pairs(store, "ninth") == {("tenth", 1, "ninth", 1)}


def test_a_version_with_another_text_leaves_its_link_and_is_found_no_more(store: Store, url: str) -> None:
    store.settle([signed("original", 1, story(1)), signed("copy", 2, story(1))])
    store.settle([signed("copy", 3, story(2))])
    assert store.near_duplicates("copy") == []

    store.settle(
        [signed("of the new", 4, story(2)), signed("original", 5, story(3)), signed("of the old", 6, story(1))]
    )

    assert _pairs(store, "copy", "original", "of the old") == {("of the new", 1, "copy", 2)}
    assert _sizes(url) == {"signatures": 4, "signature_keys": 4 * KEYS, "near_duplicates": 1}


def test_a_corrected_copy_is_linked_again_in_its_new_version(store: Store) -> None:
    store.settle([signed("original", 1, story(1)), signed("copy", 2, story(1))])
    store.settle([signed("copy", 3, story(1, changed=10))])

    assert _pairs(store, "copy") == {("copy", 2, "original", 1)}


def test_a_corrected_original_does_not_repeat_its_copies(store: Store) -> None:
    store.settle([signed("original", 1, story(1)), signed("copy", 2, story(1))])
    store.settle([signed("original", 3, story(1, changed=10))])
    assert _pairs(store, "original") == {("copy", 1, "original", 1)}

    store.settle([signed("late copy", 4, story(1))])

    assert _pairs(store, "late copy") == {("late copy", 1, "original", 2)}, "its first version was the first of all"


def test_which_of_two_is_the_first_goes_by_their_first_versions(store: Store) -> None:
    store.settle([signed("older", 1, story(2))])
    store.settle([signed("younger", 2, story(1)), signed("older", 3, story(1))])

    assert _pairs(store, "older") == {("younger", 1, "older", 2)}


def test_a_late_old_version_changes_no_link(store: Store, url: str) -> None:
    store.settle([signed("original", 1, story(1)), signed("copy", 5, story(1), version=2)])
    before = _sizes(url)
    store.settle([signed("copy", 6, story(2), version=1), signed("of the old", 7, story(2))])

    assert _pairs(store, "original", "copy", "of the old") == {("copy", 2, "original", 1)}
    assert _sizes(url)["near_duplicates"] == before["near_duplicates"]


def test_a_newer_run_replaces_signature_and_link(store: Store, url: str) -> None:
    store.settle([signed("original", 1, story(1)), signed("copy", 2, story(1))])
    store.settle([signed("copy", 3, story(1), run=2, signature=None)])
    assert store.near_duplicates("copy") == []
    assert _sizes(url) == {"signatures": 1, "signature_keys": KEYS, "near_duplicates": 0}

    store.settle([signed("copy", 4, story(1), run=3)])

    assert _pairs(store, "original") == {("copy", 1, "original", 1)}
    assert _sizes(url) == {"signatures": 2, "signature_keys": 2 * KEYS, "near_duplicates": 1}


def test_duplicates_and_dead_letters_have_no_links(store: Store, url: str) -> None:
    sent = article(story(1), "copy")
    store.settle([signed("original", 1, story(1)), signed("original", 2, story(1)), failed(3, sent.to_json(), sent)])

    assert _sizes(url) == {"signatures": 1, "signature_keys": KEYS, "near_duplicates": 0}


def test_a_flood_of_one_text_stays_bounded_and_goes_to_the_first(store: Store, url: str) -> None:
    flood = [signed(f"f{n}", n, story(1)) for n in range(1, 61)]
    for start in range(0, 60, 20):
        store.settle(flood[start : start + 20])

    assert _pairs(store, "f1") == {(f"f{n}", 1, "f1", 1) for n in range(2, 61)}
    assert _sizes(url) == {"signatures": 60, "signature_keys": KEYS * MOST_OF_A_KEY, "near_duplicates": 59}


def _settle_one_by_one(store: Store, settlements: Sequence[Settlement]) -> None:
    for settlement in settlements:
        store.settle([settlement])


def test_forgetting_removes_the_links_in_both_directions(store: Store, url: str) -> None:
    _settle_one_by_one(store, [signed("b", 2, story(1)), signed("a", 1, story(1)), signed("c", 3, story(1))])
    assert _pairs(store, "a") == {("b", 1, "a", 1), ("c", 1, "a", 1)}

    store.forget("a")

    assert _pairs(store, "a", "b", "c") == set()
    assert _sizes(url) == {"signatures": 2, "signature_keys": 2 * KEYS, "near_duplicates": 0}
    store.settle([signed("d", 4, story(1))])
    assert _pairs(store, "b", "c", "d") == {("d", 1, "b", 1)}, "what is left is still found"
    store.forget("b")
    store.forget("c")
    store.forget("d")
    assert set(_sizes(url).values()) == {0}


@pytest.mark.parametrize("forgotten", ["earlier", "later"])
@pytest.mark.parametrize("first", ["earlier", "later"])
def test_forgetting_removes_a_link_whoever_found_it(store: Store, url: str, first: str, forgotten: str) -> None:
    pair = {"earlier": signed("earlier", 1, story(1)), "later": signed("later", 2, story(1))}
    _settle_one_by_one(store, [pair.pop(first), *pair.values()])

    store.forget(forgotten)

    assert _sizes(url) == {"signatures": 1, "signature_keys": KEYS, "near_duplicates": 0}


def test_a_new_article_does_not_inherit_the_links_of_a_forgotten_one(store: Store) -> None:
    """SQLite gives the highest key again once it is free."""
    store.settle([signed("original", 1, story(1)), signed("copy", 2, story(1))])
    store.forget("copy")
    store.settle([signed("new", 3, story(2))])

    assert _pairs(store, "new", "original") == set()


def test_the_most_similar_come_first(store: Store) -> None:
    copies = [signed(f"copy {n}", n, story(1, changed=n * n * 6)) for n in (3, 2, 1)]
    store.settle([signed("original", 0, story(1)), *copies])

    found = store.near_duplicates("original")
    assert [link.article_id for link in found] == ["copy 1", "copy 2", "copy 3"]
    assert found[0].similarity > found[1].similarity > found[2].similarity
