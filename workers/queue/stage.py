"""The one wrapper around the pure stages: begin, load, call, end. A failure is data: it travels to settle too."""

import time
import traceback
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import orjson
import structlog
from billiard.exceptions import SoftTimeLimitExceeded

from newsmill.article import STAGES, CleanArticle, parse_article
from newsmill.errors import Permanent, Rejected, Transient
from workers.pipeline import Resources, run_cleanup, run_entities, run_topics
from workers.queue.entry import Begun, Ticket
from workers.queue.keys import SETTLE
from workers.queue.ledger import Ledger
from workers.queue.policy import Policy
from workers.queue.repeats import Repeats, as_read, as_read_later, field_of
from workers.queue.time_limit import soft_limit
from workers.settlement import Failure

log = structlog.get_logger(__name__)

REMOVED = "the body was removed from the stream before it was processed (XDEL or XTRIM by another program)"
KILLS_SETTLE = (
    "settle workers died whenever they held it, also when it was alone: it seems to kill them, "
    "as one that is too large for their memory would"
)


@dataclass(frozen=True)
class Limits:
    """What a stage may take."""

    max_article_bytes: int
    soft_seconds: float
    policy: Policy
    repeats: Repeats | None = None


def run_stages(
    ledger: Ledger,
    ticket: Ticket,
    worker: str,
    resources: Resources,
    limits: Limits,
    fused: Collection[str] = (),
) -> None:
    """Run the ticket's stage of its entry, and go on with those after it for as long as they are among the fused.

    Whatever a stage raises becomes a Failure and the entry goes to settle, or the entry pauses, as the policy says.
    Trouble with Redis itself is raised: the entry stays in the ledger and is restarted.
    """
    first = ticket.stage == STAGES[0]
    fields = ("pauses",) if first else ("pauses", STAGES[0])
    begun = ledger.begin(ticket, worker, limits.policy.max_starts, body=first, fields=fields)
    if begun.verdict in ("gone", "held", "stale", "done"):
        return
    start = time.perf_counter()
    clean: CleanArticle | None = None
    at: Ticket | None = ticket
    while at is not None:
        try:
            with soft_limit(limits.soft_seconds) if fused else nullcontext():
                _check(begun)
                if clean is None and at.stage != STAGES[0]:
                    clean = CleanArticle.from_json((begun.fields or {})[STAGES[0]] or b"")
                made, output = _make(at.stage, begun, clean, resources, limits)
        except Exception as error:  # every one, MemoryError too: uncaught it would end the worker and not the article
            _fail(error, ledger, at, begun, worker, limits, resources.stamp(at.stage))
            return
        clean = made
        now = time.perf_counter()
        kept = {at.stage: output, f"{at.stage}_ms": b"%d" % round((now - start) * 1000)}
        following = next_stage(at.stage)
        goes_on = following in fused
        start = now
        go_on = ledger.end(at, following, kept, goes_on=goes_on)
        at, begun = (at.after(following), Begun("run", 1)) if go_on and goes_on else (None, begun)


def _fail(error: Exception, ledger: Ledger, at: Ticket, begun: Begun, worker: str, limits: Limits, stamp: str) -> None:
    pauses = int((begun.fields or {}).get("pauses") or 0)
    pause = limits.policy.pause(error, pauses)
    if pause is not None:
        log.warning("stage waits", entry=at.entry, stage=at.stage, reason=str(error), pause_seconds=pause)
        ledger.pause(at, pause)
    else:
        failure = to_failure(error, at.stage, begun.starts, worker, limits, stamp)
        ledger.end(at, SETTLE, {"failure": failure.to_json()})


def next_stage(stage: str) -> str:
    """The stage after this one; settle after the last."""
    order = (*STAGES, SETTLE)
    return order[order.index(stage) + 1]


def _check(begun: Begun) -> None:
    if begun.verdict == "removed":
        raise Rejected(REMOVED)
    if begun.verdict == "buried":
        raise Permanent(
            f"work on it was started {begun.starts} times and never ended: "
            "it seems to kill its worker or to outlast its time limit"
        )


def _make(
    stage: str, begun: Begun, clean: CleanArticle | None, resources: Resources, limits: Limits
) -> tuple[CleanArticle | None, bytes]:
    """What the stage makes, as JSON, and the clean article for the stages after it."""
    if clean is None:
        article = parse_article(_body(begun, limits))
        if limits.repeats is None:
            made = run_cleanup(article, resources)
            return made, made.to_json()
        read = as_read(article)
        field = field_of(stage, resources.stamp(stage, article.source), read)
        if (output := limits.repeats.recall(field)) is None:
            output = run_cleanup(read, resources).to_json()
            limits.repeats.remember(field, output)
        return CleanArticle.from_json(output), output
    run = run_entities if stage == "entities" else run_topics
    if limits.repeats is None:
        return clean, run(clean, resources).to_json()
    reduced = as_read_later(stage, clean)
    field = field_of(stage, resources.stamp(stage), reduced)
    if (output := limits.repeats.recall(field)) is None:
        output = run(reduced, resources).to_json()
        limits.repeats.remember(field, output)
    return clean, output


def _body(begun: Begun, limits: Limits) -> bytes:
    if begun.body is None:
        raise Rejected("the entry has no field `article`; send the article's JSON under that name")
    if len(begun.body) > limits.max_article_bytes:
        raise Rejected(
            f"the article has {len(begun.body):,} bytes, "
            f"the limit is {limits.max_article_bytes:,} (NEWSMILL_QUEUE_MAX_ARTICLE_BYTES)"
        )
    return begun.body


def to_failure(error: Exception, stage: str, starts: int, worker: str, limits: Limits, stamp: str) -> Failure:
    """What the dead letter will say. Only our own errors are quoted: a library's message may hold article text."""
    match error:
        case Rejected() | Permanent():
            message, frames = str(error), ""
        case Transient():
            message, frames = f"{error}; it was waited for and did not end (NEWSMILL_QUEUE_GIVE_UP_SECONDS)", ""
        case SoftTimeLimitExceeded():
            message = f"{stage} took longer than {limits.soft_seconds:g} s (NEWSMILL_QUEUE_SOFT_SECONDS)"
            frames = _frames(error)
        case MemoryError():
            message, frames = f"{stage} ran out of memory", _frames(error)
        case _:
            message = f"{stage} failed unexpectedly with {type(error).__name__}; the traceback says where"
            frames = _frames(error)
    return Failure(
        stage=stage,
        error=type(error).__name__,
        message=message,
        traceback=frames,
        starts=starts,
        worker=worker,
        pipeline=f"newsmill {version('newsmill')}, {stage} {stamp}",
        failed_at=datetime.now(UTC),
    )


def _frames(error: Exception) -> str:
    return "".join(traceback.format_tb(error.__traceback__)[-20:])


def removed_failure() -> bytes:
    """The failure of an entry whose body is gone, as the sweeper finds it; the script that keeps it knows the stage."""
    return Failure(stage="", error="Rejected", message=REMOVED, starts=0, failed_at=datetime.now(UTC)).to_json()


def kills_settle_failure() -> bytes:
    """The same for an entry under which settle workers die; the script knows how often."""
    return Failure(stage="", error="Permanent", message=KILLS_SETTLE, starts=0, failed_at=datetime.now(UTC)).to_json()


def timings(fields: Mapping[str, bytes | None]) -> dict[str, int]:
    """Milliseconds a stage, from the work of an entry."""
    found = {stage: fields.get(f"{stage}_ms") for stage in STAGES}
    return {stage: orjson.loads(value) for stage, value in found.items() if value is not None}
