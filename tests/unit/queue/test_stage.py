"""The wrapper around the stages: what runs, what ends quietly, and what a failure says."""

import time
from collections.abc import Collection
from dataclasses import replace
from typing import Any, cast

import pytest
from billiard.exceptions import SoftTimeLimitExceeded

from config.queue import QueueSettings
from newsmill.article import Article, CleanArticle, Entities
from newsmill.errors import Permanent, Rejected, Transient
from tests.unit.queue.fakes import FakeLedger
from workers import pipeline
from workers.pipeline import Resources
from workers.queue import stage
from workers.queue.entry import Begun, Ticket, Verdict
from workers.queue.ledger import Ledger
from workers.queue.policy import Policy
from workers.queue.stage import Limits, run_stages
from workers.settlement import Failure

LIMITS = Limits(max_article_bytes=1000, soft_seconds=15, policy=Policy.of(QueueSettings()))
BODY = b'{"body": {"value": "Rain fell on Ostra."}}'


def run(ledger: FakeLedger, name: str = "cleanup", fused: Collection[str] = ()) -> list[str]:
    """The stages that the entry was handed on to."""
    run_stages(cast("Ledger", ledger), Ticket("1-0", 1, name), "worker/1", Resources(), LIMITS, fused)
    return [following for _, following, _ in ledger.ended]


def failure_of(ledger: FakeLedger) -> Failure:
    [(_, following, output)] = ledger.ended
    assert following == "settle"
    return Failure.model_validate_json(output["failure"])


@pytest.fixture(autouse=True)
def cleanup_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def clean(article: Article, resources: Resources) -> CleanArticle:
        return CleanArticle(stamp="1", text=article.body.value)

    monkeypatch.setattr(stage, "run_cleanup", clean)


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> FakeLedger:
    def fail(*_: Any) -> CleanArticle:
        raise error

    monkeypatch.setattr(stage, "run_cleanup", fail)
    return FakeLedger(Begun("run", starts=2, body=BODY))


def test_a_stage_hands_its_output_to_the_next() -> None:
    ledger = FakeLedger(Begun("run", starts=1, body=BODY))
    assert run(ledger) == ["entities"]
    [(_, following, output)] = ledger.ended
    assert following == "entities"
    assert CleanArticle.model_validate_json(output["cleanup"]).text == "Rain fell on Ostra."
    assert list(output) == ["cleanup", "cleanup_ms"]


@pytest.mark.parametrize("verdict", ["gone", "stale", "done"])
def test_what_is_not_to_be_done_ends_quietly(verdict: Verdict) -> None:
    ledger = FakeLedger(Begun(verdict))
    assert run(ledger) == []


def test_a_fused_worker_goes_on_through_its_stages_and_reads_the_work_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "run_entities", lambda clean, _: Entities(stamp="1", warnings=(clean.text,)))
    ledger = FakeLedger(Begun("run", starts=1, body=BODY))
    assert run(ledger, fused=("cleanup", "entities")) == ["entities", "topics"]
    assert ledger.went_on == [True, False]
    assert [ticket.stage for ticket, _, _ in ledger.ended] == ["cleanup", "entities"]
    assert Entities.model_validate_json(ledger.ended[1][2]["entities"]).warnings == ("Rain fell on Ostra.",)


def test_a_fused_stage_that_fails_says_which_one_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Entities:
        raise ValueError

    monkeypatch.setattr(stage, "run_entities", fail)
    ledger = FakeLedger(Begun("run", starts=2, body=BODY))
    assert run(ledger, fused=("cleanup", "entities", "topics")) == ["entities", "settle"]
    failure = Failure.model_validate_json(ledger.ended[1][2]["failure"])
    assert (failure.stage, failure.starts) == ("entities", 1)


def test_a_fused_stage_that_is_too_slow_is_given_up_after_the_limit_of_one_stage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def endless(*_: Any) -> CleanArticle:
        while True:
            time.sleep(0.01)

    monkeypatch.setattr(stage, "run_cleanup", endless)
    monkeypatch.setattr("tests.unit.queue.test_stage.LIMITS", replace(LIMITS, soft_seconds=0.05))
    ledger = FakeLedger(Begun("run", starts=1, body=BODY))
    assert run(ledger, fused=("cleanup", "entities")) == ["settle"]
    assert failure_of(ledger).error == "SoftTimeLimitExceeded"


@pytest.mark.parametrize("fused", [(), ("cleanup", "entities", "topics")])
def test_an_entry_that_was_restarted_meanwhile_stops_here(fused: Collection[str]) -> None:
    ledger = FakeLedger(Begun("run", starts=1, body=BODY))
    ledger.pending = False
    assert run(ledger, fused=fused) == ["entities"]


@pytest.mark.parametrize(
    ("begun", "error", "message"),
    [
        (Begun("removed"), "Rejected", "the body was removed from the stream"),
        (Begun("buried", starts=3), "Permanent", "started 3 times and never ended"),
        (Begun("run", starts=1, body=None), "Rejected", "no field `article`"),
        (Begun("run", starts=1, body=b"x" * 1001), "Rejected", "1,001 bytes, the limit is 1,000"),
        (Begun("run", starts=1, body=b"{}"), "Rejected", "body: is required and missing"),
    ],
)
def test_what_cannot_be_processed_goes_to_settle_with_the_reason(begun: Begun, error: str, message: str) -> None:
    ledger = FakeLedger(begun)
    assert run(ledger) == ["settle"]
    failure = failure_of(ledger)
    assert (failure.error, failure.stage, failure.starts) == (error, "cleanup", begun.starts)
    assert message in failure.message


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (Rejected("wrong so"), "wrong so"),
        (Permanent("never"), "never"),
        (SoftTimeLimitExceeded(), "cleanup took longer than 15 s"),
        (MemoryError("cannot allocate"), "cleanup ran out of memory"),
        (ValueError("secret article text"), "cleanup failed unexpectedly with ValueError"),
        (RecursionError("secret article text"), "cleanup failed unexpectedly with RecursionError"),
    ],
)
def test_every_exception_becomes_a_failure(monkeypatch: pytest.MonkeyPatch, error: Exception, message: str) -> None:
    ledger = raising(monkeypatch, error)
    assert run(ledger) == ["settle"]
    failure = failure_of(ledger)
    assert (failure.error, failure.starts, failure.worker) == (type(error).__name__, 2, "worker/1")
    assert message in failure.message


def test_a_failure_quotes_no_library_since_its_message_may_hold_article_text(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = failure_of_run(raising(monkeypatch, ValueError("secret article text")))
    assert "secret" not in failure.model_dump_json()
    assert "in fail" in failure.traceback


def failure_of_run(ledger: FakeLedger) -> Failure:
    run(ledger)
    return failure_of(ledger)


@pytest.mark.parametrize(("pauses", "seconds"), [(None, 1.0), (b"1", 2.0), (b"5", 32.0), (b"40", 60.0)])
def test_trouble_outside_the_article_lets_it_pause_longer_each_time(
    monkeypatch: pytest.MonkeyPatch, pauses: bytes | None, seconds: float
) -> None:
    ledger = raising(monkeypatch, Transient("the model server is away"))
    ledger.begun = Begun("run", starts=1, body=BODY, fields={"pauses": pauses})
    assert run(ledger) == []
    assert (ledger.ended, ledger.paused) == ([], [seconds])


def test_trouble_that_does_not_end_is_given_up_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = raising(monkeypatch, Transient("the model server is away"))
    ledger.begun = Begun("run", starts=1, body=BODY, fields={"pauses": b"2000"})
    assert run(ledger) == ["settle"]
    failure = failure_of(ledger)
    assert (failure.error, ledger.paused) == ("Transient", [])
    assert "the model server is away; it was waited for" in failure.message


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit])
def test_the_end_of_the_process_is_not_the_articles_fault(
    monkeypatch: pytest.MonkeyPatch, ending: type[BaseException]
) -> None:
    ledger = raising(monkeypatch, ending())
    with pytest.raises(ending):
        run(ledger)
    assert ledger.ended == []


def test_the_order_of_the_stages() -> None:
    assert [stage.next_stage(name) for name in ("cleanup", "entities", "topics")] == ["entities", "topics", "settle"]


def test_a_stage_without_its_resources_is_refused() -> None:
    with pytest.raises(Exception, match="the entities stage was asked for"):
        pipeline.run_entities(CleanArticle(stamp="", text="a"), Resources())
