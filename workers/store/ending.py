"""How one entry ends: what the decision about its version means for it, in words."""

from dataclasses import dataclass, replace
from datetime import datetime

from newsmill.article import Article
from workers.entry_id import position
from workers.settlement import Failure, Outcome, Settled, Settlement
from workers.store.heads import Change, Head
from workers.store.rows import storable
from workers.store.trouble import error_class, frames, refusal
from workers.store.versions import Conflict, Duplicate, New, Outrun, Rerun, Version, decide

FORGOTTEN = "the article was forgotten (`newsmill forget`) after this entry was accepted; nothing of it is kept"


@dataclass(frozen=True)
class Ending:
    """The answer, and the failure to keep when the entry is dead."""

    settled: Settled
    failure: Failure | None = None
    forgotten: bool = False


def end_failure(settlement: Settlement, failure: Failure) -> Ending:
    """A failure ends as a dead letter."""
    number = settlement.article.version if settlement.article else None
    detail = storable(failure.message)
    return Ending(Settled(settlement.entry, "dead", settlement.article_id, number, detail), failure)


def end_forgotten(settlement: Settlement, now: datetime) -> Ending:
    """An entry accepted before its article was forgotten ends as a dead letter that keeps nothing of it."""
    failure = Failure(stage="settle", error="Forgotten", message=FORGOTTEN, starts=0, failed_at=now)
    return Ending(Settled(settlement.entry, "dead", None, None, FORGOTTEN), failure, forgotten=True)


def end_result(settlement: Settlement, article: Article, change: Change, head: Head, now: datetime) -> Ending:
    """A result ends as the decision about its version says; the head takes it over when it is stored."""
    outcome: Outcome = "stored"
    detail = None
    content_hash = article.content_hash
    decision = decide(
        head.versions.values(),
        article.version,
        content_hash,
        settlement.run,
        on_purpose=settlement.on_purpose,
    )
    match decision:
        case New(number, explicit):
            place, since = position(settlement.origin), settlement.first_accepted_at
            head.put(Version(number, explicit, place, content_hash, settlement.run, since), change)
            version = head.versions[number]
            if settlement.on_purpose:
                detail = f"sent again on purpose, first accepted {_time(since)}"
        case Rerun(version):
            detail = f"replaces run {version.run} of {_named(head, version)}"
            head.put(replace(version, run=settlement.run), change)
        case Outrun(version):
            detail = f"run {version.run} of {_named(head, version)}, is stored already; nothing was changed"
        case Duplicate(version):
            outcome = "duplicate"
            detail = f"the same content as {_named(head, version)}"
        case Conflict(version):
            message = f"{_named(head, version)}, has other content; send the changed article with a higher version"
            failure = Failure(stage="settle", error="VersionConflict", message=message, starts=1, failed_at=now)
            return end_failure(settlement, failure)
    return Ending(Settled(settlement.entry, outcome, article.article_id, version.number, detail))


def refused(settlement: Settlement, error: Exception, now: datetime) -> Settlement:
    """The settlement as a failure of stage "settle", once its result was refused."""
    failure = Failure(
        stage="settle",
        error=error_class(error),
        message=refusal(error),
        traceback=frames(error),
        starts=1,
        failed_at=now,
    )
    return replace(settlement, result=None, failure=failure)


def _named(head: Head, version: Version) -> str:
    return f"version {version.number} of {head.article_id}, accepted {_time(version.accepted_at)}"


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
