"""Dead letters sent through again or given up: never two results, and each letter tells what became of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from newsmill.article import Article
from tests.integration.store.building import LEDGER, START, article, failed, stored
from workers.settlement import Settlement
from workers.store import Counts, DeadLetter, LetterQuery, Store, grouped


def dead(store: Store, second: int = 1, of: Article | None = None, **fields: Any) -> DeadLetter:
    """A dead letter of an article."""
    of = of or article()
    store.settle([failed(second, of.to_json(), of, **fields)])
    return next(letter for letter in store.dead_letters() if letter.entry == f"{second}-0")


def replayed(letter: DeadLetter, second: int, of: Article | None = None) -> Settlement:
    """The end of a replay that came through."""
    settlement = stored(of or article(), second, run=letter.run)
    return replace(settlement, first=letter.first_entry, letter=letter.id)


def failed_again(letter: DeadLetter, second: int) -> Settlement:
    of = article()
    return replace(failed(second, of.to_json(), of), run=letter.run, first=letter.first_entry, letter=letter.id)


def read_again(store: Store, letter: DeadLetter) -> DeadLetter:
    [found] = store.dead_letters(LetterQuery(ids=[letter.id]))
    return found


def test_a_replay_is_stored_and_the_letter_tells_so(store: Store) -> None:
    letter = dead(store)
    assert (letter.state, letter.first_entry, letter.run) == ("open", "1-0", 1)
    assert store.claim_replay(letter.id, "ana@desk")
    assert read_again(store, letter).state == "replaying"

    [settled] = store.settle([replayed(letter, 9)])

    assert (settled.outcome, settled.version) == ("stored", 1)
    found = read_again(store, letter)
    assert (found.state, found.replay_outcome, found.replay_entry) == ("replayed", "stored", "9-0")
    assert found.replayed_by == "ana@desk"
    assert store.counts(LEDGER) == Counts(stored=1, dead=1, duplicate=0), "a replay is an entry of its own"
    [kept] = store.versions("harbour")
    assert kept.accepted_at.timestamp() == 0.001, "the time of the entry that was first accepted"


def test_a_number_that_a_restored_database_gave_to_another_letter_is_not_the_replayed_one(
    store: Store,
) -> None:
    lost = dead(store)
    other = dead(store, 5, article("Another text.", "another"))

    [settled] = store.settle([replace(replayed(lost, 9), letter=other.id)])

    assert settled.outcome == "stored"
    assert read_again(store, other).state == "open", "nothing of it was sent again"


@pytest.mark.parametrize("times", [1, 2])
def test_a_replay_leaves_what_was_stored_meanwhile_as_it_is(store: Store, times: int) -> None:
    letter = dead(store)
    store.settle([stored(article(), 5, headline="sent again by the producer")])

    for second in range(8, 8 + times):
        [settled] = store.settle([replayed(letter, second)])
        assert (settled.outcome, settled.version) == ("stored", 1)
        assert "is stored already; nothing was changed" in (settled.detail or "")

    [version] = store.versions("harbour")
    assert (version.run, version.headline) == (1, "sent again by the producer")


def test_the_producer_sending_it_again_after_a_replay_gets_a_duplicate(store: Store) -> None:
    letter = dead(store)
    answers = store.settle([stored(article(), 12), replayed(letter, 11)])
    assert [answer.outcome for answer in answers] == ["duplicate", "stored"], "the article's place is that of entry 1"
    assert len(store.versions("harbour")) == 1


def test_a_letter_replayed_twice_makes_one_result(store: Store) -> None:
    letter = dead(store)
    assert store.claim_replay(letter.id, "ana")
    assert not store.claim_replay(letter.id, "bo")
    assert store.claim_replay(letter.id, "bo", again=True)
    first, second = store.settle([replayed(letter, 8), replayed(letter, 9)])
    assert (first.outcome, second.outcome) == ("stored", "stored")
    assert second.detail is not None
    assert len(store.versions("harbour")) == 1
    assert read_again(store, letter).replay_outcome == "stored"


def test_a_replay_that_fails_after_another_was_stored_does_not_hide_it(store: Store) -> None:
    letter = dead(store)
    store.settle([replayed(letter, 8)])
    store.settle([failed_again(letter, 9)])
    found = read_again(store, letter)
    assert (found.replay_outcome, found.replay_entry) == ("stored", "8-0")


def test_of_two_operators_at_once_one_gets_the_letter(url: str) -> None:
    with Store.open(url) as store:
        letters = [dead(store, second) for second in range(1, 21)]
    with Store.open(url) as one, Store.open(url) as other, ThreadPoolExecutor(8) as pool:
        tries = [(store, letter.id) for letter in letters for store in (one, other)]
        won = list(pool.map(lambda item: item[0].claim_replay(item[1], "somebody"), tries))
    assert sum(won) == len(letters)
    assert all(sum(won[n : n + 2]) == 1 for n in range(0, len(won), 2))


def test_a_claim_that_is_given_back_can_be_made_again(store: Store) -> None:
    letter = dead(store)
    assert store.claim_replay(letter.id, "ana")
    store.release_replay(letter.id)
    assert read_again(store, letter).state == "open"
    assert store.claim_replay(letter.id, "bo")


def test_a_claim_given_back_after_a_lost_answer_is_not_open_once_its_replay_ended(store: Store) -> None:
    letter = dead(store)
    assert store.claim_replay(letter.id, "ana")
    store.release_replay(letter.id)
    store.settle([replayed(letter, 9)])

    assert read_again(store, letter).state == "replayed"
    assert store.dead_letters(LetterQuery(states=["open"])) == []
    assert [found.id for found in store.dead_letters(LetterQuery(states=["replayed"]))] == [letter.id]
    assert not store.claim_replay(letter.id, "bo")


def test_a_replay_that_fails_again_is_a_letter_of_its_own_that_can_be_replayed(store: Store) -> None:
    first = dead(store)
    store.claim_replay(first.id, "ana")
    store.settle([failed_again(first, 8)])

    assert (read_again(store, first).state, read_again(store, first).replay_outcome) == ("replayed", "dead")
    [second] = store.dead_letters(LetterQuery(states=["open"]))
    assert (second.replay_of, second.first_entry) == (first.id, "1-0")
    store.settle([replayed(second, 9)])
    assert read_again(store, second).replay_outcome == "stored"
    assert store.counts(LEDGER) == Counts(stored=1, dead=2, duplicate=0)


def test_an_old_article_that_is_replayed_never_becomes_current(store: Store) -> None:
    old = article("The council will meet.")
    letter = dead(store, 1, old)
    store.settle([stored(article("The council met."), 5)])

    [settled] = store.settle([replayed(letter, 9, old)])

    assert (settled.outcome, settled.version) == ("stored", 2)
    current = store.get("harbour")
    assert current is not None
    assert current.version == 1


def test_the_replay_of_a_failed_rerun_replaces_the_older_run(store: Store) -> None:
    store.settle([stored(article(), 1)])
    of = article()
    store.settle([replace(failed(5, of.to_json(), of), run=2, first="1-0")])
    [letter] = store.dead_letters()
    assert (letter.run, letter.first_entry) == (2, "1-0")

    [settled] = store.settle([replayed(letter, 9)])

    assert (settled.outcome, (settled.detail or "").partition(" of ")[0]) == ("stored", "replaces run 1")
    [version] = store.versions("harbour")
    assert version.run == 2


def test_a_conflict_that_is_replayed_is_a_conflict_still(store: Store) -> None:
    store.settle([stored(article("one", version=3), 1), stored(article("other", version=3), 2)])
    [letter] = store.dead_letters()
    [settled] = store.settle([replayed(letter, 9, article("other", version=3))])
    assert settled.outcome == "dead"
    assert len(store.versions("harbour")) == 1


def test_a_discard_keeps_a_trace_and_no_body(store: Store) -> None:
    letter = dead(store)
    assert store.discard(letter.id, "ana@desk", "a test article")

    found = read_again(store, letter)
    assert (found.state, found.discarded_by, found.discarded_why) == ("discarded", "ana@desk", "a test article")
    assert store.dead_letter_raw(letter.id) is None
    assert not store.discard(letter.id, "bo", "again")
    assert not store.claim_replay(letter.id, "bo", again=True)
    assert store.counts(LEDGER) == Counts(stored=0, dead=1, duplicate=0)


def test_what_is_on_its_way_again_is_not_discarded(store: Store) -> None:
    letter = dead(store)
    store.claim_replay(letter.id, "ana")
    assert not store.discard(letter.id, "bo", "no use")


def test_a_letter_without_a_body_is_not_replayed(store: Store) -> None:
    store.settle([failed(1, None)])
    [letter] = store.dead_letters()
    assert not store.claim_replay(letter.id, "ana")


def test_letters_are_found_by_every_filter(store: Store) -> None:
    kinds = [("cleanup", "Rejected"), ("entities", "Permanent"), ("entities", "ValueError")]
    for second, (stage, error) in enumerate(kinds, start=1):
        said = f"50% of {stage}_{second}"
        dead(store, second, article(article_id=f"a{second}"), stage=stage, error=error, message=said)

    def found(**filters: Any) -> list[str]:
        return [letter.entry for letter in store.dead_letters(LetterQuery(**filters))]

    assert found() == ["3-0", "2-0", "1-0"]
    assert found(stage="entities") == ["3-0", "2-0"]
    assert found(stage="entities", error="Permanent") == ["2-0"]
    assert found(article_id="a1") == ["1-0"]
    assert found(message="OF ENTITIES_") == ["3-0", "2-0"]
    assert found(message="50% of e") == ["3-0", "2-0"]
    assert found(message="50_") == []
    assert found(since=START + timedelta(seconds=3)) == ["3-0", "2-0"]
    assert found(before=START + timedelta(seconds=3)) == ["1-0"]
    assert found(limit=1) == ["3-0"]
    assert found(states=["replaying", "discarded"]) == []
    assert [letter.entry for letter in store.walk_dead_letters(LetterQuery(limit=2))] == ["3-0", "2-0"]


def test_letters_of_one_cause_are_one_group(store: Store) -> None:
    for second in range(1, 4):
        name = f"story {second}"
        dead(store, second, article(article_id=name), message=f"version {second} of {name}, has other content")
    dead(store, 9, stage="topics")

    large, small = grouped(store.dead_letters())

    assert (large.count, large.message) == (3, "version … of …, has other content")
    assert (large.oldest, large.newest) == (START + timedelta(seconds=2), START + timedelta(seconds=4))
    assert (small.count, small.stage) == (1, "topics")


# --- what is on its way when its article is forgotten ---


def test_a_replay_of_a_forgotten_article_is_not_stored(store: Store) -> None:
    letter = dead(store)
    store.claim_replay(letter.id, "ana")
    store.forget("harbour", up_to="5-0")
    assert store.settle([replayed(letter, 9)])[0].outcome == "dead"
    assert store.get("harbour") is None
