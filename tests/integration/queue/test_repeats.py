"""What a stage made of an input is remembered, within bounds, and given to the same input under the same stamp."""

from datetime import UTC, datetime
from typing import cast

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.queue import QueueSettings
from newsmill.article import Article, Body, CleanArticle, Entities
from tests.unit.queue.fakes import FakeLedger
from tests.valkey import Valkey
from workers.pipeline import Resources
from workers.queue import stage
from workers.queue.entry import Begun, Ticket
from workers.queue.keys import REPEATS, REPEATS_ORDER
from workers.queue.ledger import Ledger
from workers.queue.policy import Policy
from workers.queue.repeats import Repeats, field_of
from workers.queue.stage import Limits, run_stages

KiB = 1024
CLEAN = CleanArticle(stamp="1+c", headline="H", url="https://a.example/1", language="en", text="Rain fell on Ostra.")


@pytest.fixture
def repeats(client: "redis.Redis") -> Repeats:
    return Repeats(client, 64 * KiB, 600)


def made_by_entities(monkeypatch: pytest.MonkeyPatch, repeats: Repeats | None, clean: CleanArticle) -> list[bytes]:
    """The outputs of the entities stage for one article that comes twice, and how often it was computed."""
    computed: list[CleanArticle] = []

    def extract(article: CleanArticle, _: Resources) -> Entities:
        computed.append(article)
        return Entities(stamp="1+e", warnings=(article.text, str(article.headline)))

    monkeypatch.setattr(stage, "run_entities", extract)
    limits = Limits(1000, 15, Policy.of(QueueSettings()), repeats)
    outputs = []
    for entry in ("1-0", "2-0"):
        ledger = FakeLedger(Begun("run", 1, None, {"cleanup": clean.to_json()}))
        run_stages(cast("Ledger", ledger), Ticket(entry, 1, "entities"), "worker/1", Resources(), limits)
        outputs.append(ledger.ended[0][2]["entities"])
    return [*outputs, b"%d" % len(computed)]


def test_a_hit_is_what_a_miss_was_byte_for_byte(monkeypatch: pytest.MonkeyPatch, repeats: Repeats) -> None:
    assert made_by_entities(monkeypatch, None, CLEAN)[2] == b"2"
    first, second, computed = made_by_entities(monkeypatch, repeats, CLEAN)
    assert (first, computed) == (second, b"1")
    assert first == made_by_entities(monkeypatch, None, CLEAN)[0]


def test_what_a_stage_does_not_read_does_not_matter_and_what_it_reads_does(
    monkeypatch: pytest.MonkeyPatch, repeats: Repeats
) -> None:
    made_by_entities(monkeypatch, repeats, CLEAN)
    elsewhere = CLEAN.model_copy(update={"url": "https://b.example/9", "stamp": "2+c", "site": "B"})
    assert made_by_entities(monkeypatch, repeats, elsewhere)[2] == b"0"
    dated = CLEAN.model_copy(update={"published_at": datetime(2026, 11, 23, tzinfo=UTC)})
    for other in ({"text": "Snow."}, {"headline": "I"}, {"language": "de"}, dated.model_dump()):
        assert made_by_entities(monkeypatch, repeats, CLEAN.model_copy(update=other))[2] == b"1", other


def test_another_stamp_is_another_name() -> None:
    article = Article(body=Body(value="Rain."))
    names = {field_of(*key, article) for key in (("cleanup", "1"), ("cleanup", "2"), ("topics", "1"))}
    assert len(names) == 3


def test_memory_is_bounded_and_the_oldest_goes_first(client: "redis.Redis", repeats: Repeats) -> None:
    for number in range(200):
        repeats.remember(f"entities 1+e {number:032d}", b"x" * KiB)
    assert repeats.recall(f"entities 1+e {0:032d}") is None
    assert repeats.recall(f"entities 1+e {199:032d}") == b"x" * KiB
    used = sum(cast("int", client.memory_usage(key, samples=0)) for key in (REPEATS, REPEATS_ORDER))
    assert used <= 64 * KiB
    assert 30 <= client.zcard(REPEATS_ORDER) == client.hlen(REPEATS) - 1  # the count of bytes beside
    assert 0 < client.ttl(REPEATS) <= 600


def test_what_would_fill_it_alone_is_not_remembered(client: "redis.Redis", repeats: Repeats) -> None:
    repeats.remember("cleanup 1+c x", b"x" * 40 * KiB)
    assert repeats.recall("cleanup 1+c x") is None


def test_a_full_redis_forgets_all_of_it_and_the_articles_go_on(client: "redis.Redis", repeats: Repeats) -> None:
    repeats.remember("cleanup 1+c a", b"a")
    client.config_set("maxmemory", "1")
    try:
        repeats.remember("cleanup 1+c b", b"b")
        assert client.exists(REPEATS, REPEATS_ORDER) == 0
    finally:
        client.config_set("maxmemory", "2gb")


def test_a_redis_that_is_away_costs_no_article_its_result(monkeypatch: pytest.MonkeyPatch, valkey: Valkey) -> None:
    nobody = redis.Redis(port=1, retry=Retry(NoBackoff(), 0))
    assert made_by_entities(monkeypatch, Repeats(nobody, 64 * KiB, 600), CLEAN)[2] == b"2"
