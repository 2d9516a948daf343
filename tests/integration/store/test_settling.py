"""Every entry ends once: as a result, a duplicate or a dead letter, whatever is settled again."""

from dataclasses import replace
from typing import Any

import pytest

from newsmill.article import Pipeline
from tests.integration.store.building import LEDGER, STREAM, article, failed, result, stored
from workers.store import Counts, LetterQuery, Store


def test_a_result_is_stored_byte_for_byte_with_its_version(store: Store) -> None:
    sent = article("The council met.\nŻółć, 12 €.", headline="Council")
    settlement = stored(sent, 1, timings_ms={"cleanup": 3})

    [settled] = store.settle([settlement])

    assert (settled.outcome, settled.article_id, settled.version) == ("stored", "harbour", 1)
    found = store.get("harbour")
    assert found is not None
    assert found.record == result(sent, article_version=1, timings_ms={"cleanup": 3}).to_json()
    assert found.result().text == sent.body.value
    assert (found.current, found.run, found.accepted_at) == (True, 1, settlement.accepted_at)
    assert store.raw("harbour", 1) == settlement.raw


def test_the_first_outcome_of_an_entry_wins(store: Store) -> None:
    first = store.settle([stored(article(), 1), failed(2)])
    raw = article().to_json()
    again = store.settle([failed(1, raw), stored(article("other"), 2), failed(2)])

    assert again[0] == first[0]
    assert again[2] == first[1]
    assert again[1].outcome == "stored", "other bytes under a used id are another entry"
    assert store.counts(LEDGER) == Counts(stored=2, dead=1, duplicate=0)
    assert store.outcomes(LEDGER, STREAM, ["2-0"]) == {"2-0": again[1]}, "readers get the later one"
    assert store.settle([failed(2, None)]) == [first[1]], "and a body that is gone the first"


def test_an_entry_twice_in_one_batch_ends_once(store: Store) -> None:
    answers = store.settle([stored(article(), 1), stored(article(), 1)])

    assert answers[0] == answers[1]
    assert store.counts(LEDGER).settled == 1


def test_an_entry_with_and_without_its_body_in_one_batch_ends_once(store: Store) -> None:
    answers = store.settle([stored(article(), 1), failed(1, None, error="BodyRemoved")])

    assert answers[0] == answers[1]
    assert store.counts(LEDGER).settled == 1


@pytest.mark.parametrize("body_gone_first", [False, True])
def test_a_body_that_is_gone_matches_any_outcome_of_its_entry(store: Store, body_gone_first: bool) -> None:
    settlements = [stored(article(), 1), failed(1, None, error="BodyRemoved")]
    if body_gone_first:
        settlements.reverse()

    first, second = (store.settle([settlement])[0] for settlement in settlements)

    assert first == second
    assert first.outcome == ("dead" if body_gone_first else "stored")
    assert store.counts(LEDGER).settled == 1


def test_the_same_entry_of_another_ledger_or_stream_is_another_entry(store: Store) -> None:
    one = stored(article(), 1)
    store.settle([one])
    store.settle([replace(one, ledger="ledger-2"), replace(one, stream="other")])

    assert store.counts(LEDGER) == Counts(stored=1, dead=0, duplicate=1)
    assert store.counts("ledger-2") == Counts(stored=0, dead=0, duplicate=1)


def test_a_duplicate_names_its_original(store: Store) -> None:
    store.settle([stored(article("one"), 1), stored(article("two"), 2)])
    [settled] = store.settle([stored(article("two"), 3)])

    assert (settled.outcome, settled.version) == ("duplicate", 2)
    assert settled.detail == "the same content as version 2 of harbour, accepted 2026-11-23T09:00:02Z"
    assert store.counts(LEDGER) == Counts(stored=2, dead=0, duplicate=1)
    assert store.outcomes(LEDGER, STREAM, ["3-0", "9-0"]) == {"3-0": settled}


def test_versions_are_counted_in_stream_order(store: Store) -> None:
    """Also within a batch that came in another order; entry ids compare as numbers."""
    answers = store.settle([stored(article("ten"), 10), stored(article("nine"), 9)])

    assert [settled.version for settled in answers] == [2, 1]
    current = store.get("harbour")
    assert current is not None
    assert current.result().text == "ten"


def test_an_old_version_that_comes_late_does_not_become_current(store: Store) -> None:
    store.settle([stored(article("ten"), 10)])
    [late] = store.settle([stored(article("nine"), 9)])

    assert (late.outcome, late.version) == ("stored", 2)
    assert [v.current for v in store.versions("harbour")] == [True, False]
    assert [hit.version for hit in store.search(text="ten")] == [1]
    assert store.search(text="nine") == []


def test_a_lower_explicit_version_does_not_become_current(store: Store) -> None:
    store.settle([stored(article("five", version=5), 1)])
    store.settle([stored(article("three", version=3), 2)])

    current = store.get("harbour")
    assert current is not None
    assert current.version == 5
    assert [(v.version, v.current, v.explicit) for v in store.versions("harbour")] == [
        (3, False, True),
        (5, True, True),
    ]


def test_a_stored_version_becomes_current_when_a_late_one_shows_it_was_last(store: Store) -> None:
    """In the stream: 6, then one without number, then 5. The one without number came after the highest."""
    store.settle([stored(article("five", version=5), 10), stored(article("counted"), 8)])
    assert [hit.version for hit in store.search()] == [5]
    store.settle([stored(article("six", version=6), 7)])

    found = store.get("harbour")
    assert found is not None
    assert found.result().text == "counted"
    assert [v.current for v in store.versions("harbour")].count(True) == 1
    assert len(store.search(text="counted")) == 1
    assert store.search(text="five") == []


def test_the_same_explicit_version_with_other_content_is_a_dead_letter(store: Store) -> None:
    store.settle([stored(article("one", version=3), 1)])
    same, other = store.settle([stored(article("one", version=3), 2), stored(article("two", version=3), 3)])

    assert same.outcome == "duplicate"
    assert (other.outcome, other.article_id, other.version) == ("dead", "harbour", 3)
    [letter] = store.dead_letters()
    assert (letter.stage, letter.error, letter.message) == ("settle", "VersionConflict", other.detail)
    for told in ("harbour", "version 3", "with a higher version"):
        assert told in letter.message
    assert store.dead_letter_raw(letter.id) == article("two", version=3).to_json()


def test_the_same_content_under_a_higher_explicit_version_is_a_version(store: Store) -> None:
    store.settle([stored(article("one", version=1), 1)])
    [settled] = store.settle([stored(article("one", version=2), 2)])

    assert (settled.outcome, settled.version) == ("stored", 2)


def _rerun(store: Store, second: int, run: int, text: str, **fields: Any) -> Any:
    return store.settle([stored(article("one"), second, run=run, text=text, **fields)])[0]


def test_a_newer_run_replaces_the_result_of_its_version(store: Store) -> None:
    store.settle([stored(article("one"), 1), stored(article("two"), 2)])
    settled = _rerun(store, 3, 2, "first again")
    assert (settled.outcome, settled.version) == ("stored", 1)

    again = store.get("harbour", 1)
    assert again is not None
    assert (again.run, again.current, again.result().text) == (2, False, "first again")
    assert again.result().pipeline.run == 2
    assert store.search(text="first") == [], "version 1 is not current: readers keep finding version 2"
    assert len(store.search(text="two")) == 1
    assert store.counts(LEDGER) == Counts(stored=3, dead=0, duplicate=0)


def test_a_newer_run_of_the_current_version_replaces_its_index_rows(store: Store) -> None:
    store.settle([stored(article("one"), 1)])
    _rerun(store, 2, 2, "mended", pipeline=Pipeline.of("2+a", "1+b", "1+c", run=2))

    assert [hit.version for hit in store.search(text="mended")] == [1]
    assert store.search(text="one") == []
    assert store.raw("harbour", 1) == article("one").to_json()


def test_an_older_run_changes_nothing(store: Store) -> None:
    store.settle([stored(article("one"), 1)])
    _rerun(store, 2, 3, "third")
    late = _rerun(store, 3, 2, "second")

    assert late.outcome == "stored"
    assert late.detail is not None
    assert "run 3" in late.detail
    found = store.get("harbour")
    assert found is not None
    assert (found.run, found.result().text) == (3, "third")


def test_a_run_of_a_version_that_is_not_stored_is_stored(store: Store) -> None:
    """A replayed dead letter is one: nothing of it was stored before."""
    settled = _rerun(store, 1, 2, "replayed")

    assert (settled.outcome, settled.version) == ("stored", 1)


def test_a_failure_is_kept_whole(store: Store) -> None:
    sent = article(version=7)
    [settled] = store.settle(
        [failed(1, sent.to_json(), sent, message="a\x00b", traceback="File …\x00", worker="entities@host", starts=3)]
    )

    assert (settled.outcome, settled.article_id, settled.version) == ("dead", "harbour", 7)
    [letter] = store.dead_letters(LetterQuery(stage="cleanup", error="Rejected"))
    assert [letter] == store.dead_letters(LetterQuery(ids=[letter.id]))
    assert (letter.entry, letter.worker, letter.starts) == ("1-0", "entities@host", 3)
    assert letter.traceback == "File …\ufffd", "what no database can hold is made visible"
    assert letter.message == settled.detail == "a\ufffdb"
    assert store.dead_letter_raw(letter.id) == sent.to_json()
    assert store.dead_letters(LetterQuery(stage="topics")) == store.dead_letters(LetterQuery(error="Permanent")) == []
    assert store.dead_letters(LetterQuery(article_id="harbour")) == [letter]
    assert store.dead_letters(LetterQuery(article_id="other")) == []
    assert store.get("harbour") is None


def test_a_broken_article_is_filed_under_the_id_it_names(store: Store) -> None:
    [settled] = store.settle([failed(1, b'{"id": "harbour", "body": 5}')])

    assert settled.article_id == "harbour"
    assert [letter.article_id for letter in store.dead_letters()] == ["harbour"]


def test_dead_letters_are_paged(store: Store) -> None:
    store.settle([failed(second) for second in range(1, 6)])

    page = store.dead_letters(LetterQuery(limit=2))
    rest = store.dead_letters(LetterQuery(after=page[-1].id))
    assert [letter.entry for letter in page + rest] == ["5-0", "4-0", "3-0", "2-0", "1-0"]


def test_nothing_to_settle(store: Store) -> None:
    assert store.settle([]) == []
