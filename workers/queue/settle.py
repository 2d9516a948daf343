"""Settle: what the stages made of an entry becomes one Settlement for the store."""

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import ValidationError

from workers.article import STAGES, Article, CleanArticle, Entities, Result, Topics, parse_article
from workers.errors import Rejected
from workers.pipeline import assemble
from workers.queue.entry import Taken
from workers.queue.keys import INCOMING, SETTLE
from workers.queue.stage import timings
from workers.settlement import Failure, Settlement, accepted_at

FIELDS = (*STAGES, *(f"{stage}_ms" for stage in STAGES), "failure", "run", "first", "letter")


def to_settlement(taken: Taken) -> Settlement:
    """Read the end of an entry from its work."""
    article = _article(taken.body)
    run = int(taken.fields["run"] or 1)
    first, letter = taken.fields["first"], taken.fields["letter"]
    result, failure = _end(article, taken.fields, run)
    return Settlement(
        ledger=taken.ledger,
        stream=INCOMING,
        entry=taken.entry,
        raw=taken.body,
        accepted_at=accepted_at(taken.entry),
        article=article,
        result=result,
        failure=failure,
        run=run,
        first=first.decode() if first else None,
        letter=int(letter) if letter else None,
    )


def _end(
    article: Article | None, fields: Mapping[str, bytes | None], run: int
) -> tuple[Result, None] | tuple[None, Failure]:
    if (failure := fields["failure"]) is not None:
        return None, Failure.model_validate_json(failure)
    missing = [stage for stage in STAGES if fields[stage] is None]
    if article is None or missing:
        return None, _failure(f"is gone from Redis (missing: {', '.join(missing) or 'the article'})")
    cleanup, entities, topics = (fields[stage] or b"" for stage in STAGES)
    try:
        return assemble(
            article,
            CleanArticle.model_validate_json(cleanup),
            Entities.model_validate_json(entities),
            Topics.model_validate_json(topics),
            timings(fields),
            run,
        ), None
    except ValidationError as error:
        where = ", ".join(dict.fromkeys(f"{error.title}.{'.'.join(map(str, item['loc']))}" for item in error.errors()))
        return None, _failure(f"cannot be read by this version of newsmill ({where})")


def _failure(what: str) -> Failure:
    return Failure(
        stage=SETTLE,
        error="Permanent",
        message=f"what the stages made of it {what}; send it again",
        starts=0,
        failed_at=datetime.now(UTC),
    )


def _article(raw: bytes | None) -> Article | None:
    try:
        return parse_article(raw) if raw is not None else None
    except Rejected:
        return None
