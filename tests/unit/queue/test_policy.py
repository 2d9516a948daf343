"""The error policy: what each kind of trouble means for an article, and which policies contradict themselves."""

from itertools import count, islice, takewhile

import pytest
from billiard.exceptions import SoftTimeLimitExceeded

from config.queue import QueueSettings
from newsmill.errors import Misconfigured, Permanent, Rejected, Transient
from workers.queue.policy import UNTIL_BACK, Policy, Rule, Waiting

POLICY = Policy.of(QueueSettings())


@pytest.mark.parametrize(
    "error", [Rejected("a"), Permanent("a"), SoftTimeLimitExceeded(), MemoryError(), ValueError(), OSError()]
)
def test_what_is_the_articles_own_fault_or_ours_is_a_dead_letter_at_once(error: Exception) -> None:
    assert POLICY.rule(error).action == "dead letter"
    assert POLICY.pause(error, 0) is None


def test_transient_trouble_is_waited_out_with_growing_pauses_for_a_day() -> None:
    pauses = list(takewhile(bool, (POLICY.pause(Transient("away"), before) for before in count())))
    assert pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert 86_400 - 60 < sum(filter(None, pauses)) <= 86_400


def test_what_waits_for_redis_or_the_store_never_gives_up() -> None:
    assert list(islice(UNTIL_BACK.pauses(), 6)) == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0]
    assert UNTIL_BACK.pause(5000) == 2.0


def test_what_kills_its_worker_is_restarted_and_counted_and_a_lost_message_is_not() -> None:
    counted = (POLICY.process_gone, POLICY.child_gone, POLICY.stuck)
    assert [(rule.action, rule.patience, rule.starts) for rule in counted] == [
        ("restart", 12, 3),
        ("restart", 6, 3),
        ("restart", 25, 3),
    ]
    assert (POLICY.message_lost.patience, POLICY.message_lost.starts) == (6, None)
    assert (POLICY.settle_waits.patience, POLICY.settle_waits.starts) == (120, None)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Waiting(5, 2), "pauses grow from the first"),
        (lambda: Waiting(0, 2), "above 0"),
        (lambda: Waiting(10, 20, give_up=5), "nothing would be waited for"),
        (lambda: Rule("dead letter", waiting=UNTIL_BACK), "what pauses, and for nothing else"),
        (lambda: Rule("pause"), "what pauses"),
        (lambda: Rule("dead letter", patience=3), "for what restarts, and for nothing else"),
        (lambda: Rule("restart"), "for what restarts"),
        (lambda: Rule("pause", UNTIL_BACK, starts=3), "only restarts are counted"),
        (lambda: Rule("restart", patience=0), "above 0"),
        (lambda: Rule("restart", patience=1, starts=0), "above 0"),
    ],
)
def test_options_that_contradict_each_other_are_refused_with_the_reason(make: object, reason: str) -> None:
    with pytest.raises(Misconfigured, match=reason):
        make()  # type: ignore[operator]


def test_a_short_longest_pause_shortens_the_first() -> None:
    hasty = Policy.of(QueueSettings(pause_seconds=0.2, give_up_seconds=5))
    assert hasty.pause(Transient("away"), 0) == 0.2
