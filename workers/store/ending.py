"""How one entry ends: what the decision about its version means for the entry, in words."""

from dataclasses import dataclass, replace
from datetime import datetime

from workers.article import Article, claimed_id
from workers.settlement import Failure, Outcome, Settled, Settlement
from workers.store.heads import Change, Head
from workers.store.trouble import error_class, frames, refusal
from workers.store.versions import Conflict, Duplicate, New, Outrun, Rerun, Version, decide, position


@dataclass(frozen=True)
class Ending:
    """The answer, and the failure to keep when the entry is dead."""

    settled: Settled
    failure: Failure | None = None


def end_failure(settlement: Settlement, failure: Failure) -> Ending:
    """A failure ends as a dead letter."""
    article = settlement.article
    article_id = article.article_id if article else claimed_id(settlement.raw)
    number = article.version if article else None
    return Ending(Settled(settlement.entry, "dead", article_id, number, failure.message), failure)


def end_result(settlement: Settlement, article: Article, change: Change, head: Head, now: datetime) -> Ending:
    """A result ends as the decision about its version says; the head takes it over when it is stored."""
    outcome: Outcome = "stored"
    detail = None
    match decide(head.versions.values(), article.version, article.content_hash, settlement.run):
        case New(number, explicit):
            place = position(settlement.entry)
            version = Version(number, explicit, place, article.content_hash, settlement.run, settlement.accepted_at)
            head.put(version, change)
        case Rerun(version):
            head.put(replace(version, run=settlement.run), change)
        case Outrun(version):
            detail = f"run {version.run} of {_named(head, version)} is stored already; run {settlement.run} is older"
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
    accepted = version.accepted_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"version {version.number} of {head.article_id}, accepted {accepted}"
