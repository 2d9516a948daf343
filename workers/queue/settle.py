"""Settle: what the stages made of an entry becomes one Settlement for the store."""

from datetime import UTC, datetime

import orjson
from pydantic import ValidationError

from workers.article import STAGES, Article, CleanArticle, Entities, Topics, parse_article
from workers.errors import Rejected
from workers.pipeline import assemble
from workers.queue.keys import INCOMING, SETTLE
from workers.queue.ledger import Begun, Ledger, Ticket
from workers.queue.stage import timings
from workers.settlement import Failure, Settlement

FIELDS = (*STAGES, *(f"{stage}_ms" for stage in STAGES), "failure", "run")


def load_settlement(ledger: Ledger, ticket: Ticket, worker: str) -> Settlement | None:
    """Hold the entry for this worker and read its end. None when it is settled already or the ticket is stale.

    Starts are not counted here: a settle worker that dies has no article to blame.
    """
    begun = ledger.begin(ticket, worker, 0, body=True, fields=FIELDS)
    return to_settlement(ticket.entry, begun) if begun.verdict == "run" else None


def to_settlement(entry: str, begun: Begun) -> Settlement:
    """Read the end of an entry from its work."""
    fields = dict(begun.fields or {})
    article, failure = _article(begun.body), fields["failure"]
    ended: Failure | None = Failure.model_validate_json(failure) if failure is not None else None
    result = None
    run = int(fields["run"] or 1)
    if ended is None:
        outputs = [fields[stage] for stage in STAGES]
        if article is None or any(output is None for output in outputs):
            ended = _lost(fields)
        else:
            cleanup, entities, topics = (output or b"" for output in outputs)
            result = assemble(
                article,
                CleanArticle.model_validate_json(cleanup),
                Entities.model_validate_json(entities),
                Topics.model_validate_json(topics),
                timings(fields),
                run,
            )
    return Settlement(
        ledger=begun.ledger,
        stream=INCOMING,
        entry=entry,
        raw=begun.body,
        accepted_at=accepted_at(entry),
        article=article,
        result=result,
        failure=ended,
        claimed_id=None if article else _claimed_id(begun.body),
        run=run,
    )


def accepted_at(entry: str) -> datetime:
    """When Redis took the entry: the milliseconds of its id."""
    return datetime.fromtimestamp(int(entry.partition("-")[0]) / 1000, UTC)


def _article(raw: bytes | None) -> Article | None:
    try:
        return parse_article(raw) if raw is not None else None
    except Rejected:
        return None


def _claimed_id(raw: bytes | None) -> str | None:
    """The id of an article that broke the contract elsewhere, so that `newsmill show` finds its dead letter."""
    try:
        return Article.model_validate({"id": orjson.loads(raw or b"")["id"], "body": {"value": "-"}}).id
    except (orjson.JSONDecodeError, ValidationError, TypeError, KeyError, IndexError):
        return None


def _lost(fields: dict[str, bytes | None]) -> Failure:
    missing = [stage for stage in STAGES if fields[stage] is None]
    return Failure(
        stage=SETTLE,
        error="Permanent",
        message=f"what was made of it is gone from Redis (missing: {', '.join(missing) or 'the article'}); replay it",
        starts=0,
        failed_at=datetime.now(UTC),
    )
