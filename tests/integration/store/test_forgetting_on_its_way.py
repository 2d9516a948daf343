"""An article that is forgotten while entries of it are on their way, or are being settled: nothing of it stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.integration.store.building import LEDGER, article, failed, stored
from workers.settlement import Settled, Settlement
from workers.store import Counts, Store
from workers.store.database import Database
from workers.store.ledger import lock_entries


@pytest.mark.parametrize(
    "on_its_way",
    [
        lambda: replace(stored(article(), 9, run=2), first="1-0"),
        lambda: stored(article("a changed text"), 3),
        lambda: failed(3, article().to_json(), article()),
        lambda: failed(3, b'{"id": "harbour", "body": 5}'),
    ],
    ids=["re-run", "live", "failed", "broken"],
)
def test_what_was_accepted_before_its_article_was_forgotten_leaves_nothing(
    store: Store, on_its_way: Callable[[], Settlement]
) -> None:
    store.settle([stored(article(), 1)])
    store.forget("harbour", up_to="5-0")
    settlement = on_its_way()

    [settled] = store.settle([settlement])

    assert (settled.outcome, settled.article_id) == ("dead", None)
    assert "was forgotten" in (settled.detail or "")
    assert store.settle([settlement]) == [settled], "settled again it is the same"
    assert store.get("harbour") is None
    [letter] = store.dead_letters()
    assert (letter.state, letter.error, letter.article_id) == ("discarded", "Forgotten", None)
    assert store.dead_letter_raw(letter.id) is None
    assert store.counts(LEDGER) == Counts(stored=1, dead=1, duplicate=0)


def test_forgetting_while_it_is_settled_leaves_nothing(url: str) -> None:
    with Store.open(url) as store, ThreadPoolExecutor(8) as pool:

        def settle(second: int) -> Settled:
            of = article(f"text {second}")
            fails = second % 3 == 0
            return store.settle([failed(second, of.to_json(), of) if fails else stored(of, second)])[0]

        settling = [pool.submit(settle, second) for second in range(1, 61)]
        forgetting = pool.submit(store.forget, "harbour", "999-0")
        settling += [pool.submit(settle, second) for second in range(61, 91)]
        forgetting.result()
        for settled in settling:
            settled.result()

        assert store.versions("harbour") == []
        assert all(store.dead_letter_raw(letter.id) is None for letter in store.dead_letters())
        assert store.counts(LEDGER).settled == 90


def test_forgetting_waits_for_who_settles_a_failure_of_the_article(postgres_url: str) -> None:
    """Or its dead letter would be written after all dead letters were deleted. An SQLite file has one writer anyway."""
    other = Database(postgres_url)
    with Store.open(postgres_url) as store, ThreadPoolExecutor(1) as pool:
        of = article()
        with other.write() as connection:
            lock_entries(connection, [failed(1, of.to_json(), of)])
            forgetting = pool.submit(store.forget, "harbour", "5-0")
            with pytest.raises(TimeoutError):
                forgetting.result(timeout=0.5)
        forgetting.result(timeout=30)
    other.close()
