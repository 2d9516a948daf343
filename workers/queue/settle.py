"""From what the stages made of an entry to one Settlement for the store."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from newsmill.article import STAGES, Article, CleanArticle, Entities, Result, Topics, parse_article
from newsmill.errors import Rejected
from workers.entry_id import accepted_at
from workers.pipeline import assemble
from workers.queue.entry import Taken
from workers.queue.keys import INCOMING, SETTLE
from workers.queue.messages import Entry
from workers.queue.stage import timings
from workers.settlement import Failure, Settlement

MARKS = ("run", "first", "letter")
FIELDS = (*STAGES, *(f"{stage}_ms" for stage in STAGES), "failure", *MARKS)


class _Marks(BaseModel):
    """What a re-run or replay carries beside its article, as the database can hold it."""

    run: Annotated[int, Field(ge=1, lt=2**31)] = 1
    first: Entry | None = None
    letter: Annotated[int, Field(ge=1, lt=2**63)] | None = None


def to_settlement(taken: Taken) -> Settlement:
    """Read the end of an entry from its work. What cannot be read there is a failure of that entry alone."""
    article = _article(taken.body)
    marks = _Marks()
    try:
        marks = _Marks.model_validate({name: taken.fields[name] for name in MARKS if taken.fields[name] is not None})
        result, failure = _end(article, taken.fields, marks.run)
    except ValueError as error:
        result, failure = None, _failure(f"cannot be read by this version of newsmill ({_where(error)})")
    return Settlement(
        ledger=taken.ledger,
        stream=INCOMING,
        entry=taken.entry,
        raw=taken.body,
        accepted_at=accepted_at(taken.entry),
        article=article,
        result=result,
        failure=failure,
        run=marks.run,
        first=marks.first,
        letter=marks.letter,
    )


def _end(
    article: Article | None, fields: Mapping[str, bytes | None], run: int
) -> tuple[Result, None] | tuple[None, Failure]:
    if (failure := fields["failure"]) is not None:
        return None, Failure.from_json(failure)
    missing = [stage for stage in STAGES if fields[stage] is None]
    if article is None or missing:
        return None, _failure(f"is gone from Redis (missing: {', '.join(missing) or 'the article'})")
    cleanup, entities, topics = (fields[stage] or b"" for stage in STAGES)
    return assemble(
        article,
        CleanArticle.from_json(cleanup),
        Entities.from_json(entities),
        Topics.from_json(topics),
        timings(fields),
        run,
    ), None


def _where(error: ValueError) -> str:
    """What could not be read, without a word of it."""
    if not isinstance(error, ValidationError):
        return type(error).__name__
    return ", ".join(dict.fromkeys(f"{error.title}.{'.'.join(map(str, item['loc']))}" for item in error.errors()))


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
