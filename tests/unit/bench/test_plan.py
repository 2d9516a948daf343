"""The plan of a chaos run: of chance, and the same for the same seed."""

from collections import Counter

from tests.bench.plan import KINDS, POISONS, kills, sendings


def test_the_same_seed_makes_the_same_plan_and_another_one_another() -> None:
    assert kills(1, 64, 300) == kills(1, 64, 300) != kills(2, 64, 300)
    assert sendings(1, 500, 60, 0.01) == sendings(1, 500, 60, 0.01) != sendings(2, 500, 60, 0.01)


def test_every_kind_of_kill_comes_equally_often_and_in_order_of_time() -> None:
    planned = kills(1, 64, 300)
    assert Counter(kill.kind for kill in planned) == dict.fromkeys(KINDS, 4)
    assert [kill.at for kill in planned] == sorted(kill.at for kill in planned)


def test_the_poison_is_as_much_as_was_asked_for_and_of_every_kind() -> None:
    planned = sendings(1, 5000, 300, 0.01)
    poison = [str(sending.article["id"]) for sending in planned if not sending.healthy]
    assert len(poison) == len(set(poison)) == 50
    assert {identity.rpartition(":")[2] for identity in poison} == set(POISONS)


def test_some_articles_come_again_and_some_change() -> None:
    healthy = [sending.article for sending in sendings(1, 5000, 300, 0.01) if sending.healthy]
    contents = {str(article) for article in healthy}
    assert len({article["id"] for article in healthy}) < len(contents) < len(healthy)
