"""Articles, results and settlements for the tests of the store."""

from datetime import UTC, datetime, timedelta
from typing import Any

from newsmill.article import Article, Body, Pipeline, Result
from workers.settlement import Failure, Settlement

LEDGER = "ledger-1"
STREAM = "newsmill:incoming"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def article(text: str = "The council met.", article_id: str | None = "harbour", **fields: Any) -> Article:
    return Article(id=article_id, body=Body(value=text), **fields)


def result(of: Article, **fields: Any) -> Result:
    given: dict[str, Any] = {
        "article_id": of.article_id,
        "article_version": of.version,
        "status": "complete",
        "pipeline": Pipeline.of("1+a", "1+b", "1+c"),
        "headline": of.headline,
        "published_at": of.published_at,
        "source": of.source,
        "text": of.body.value,
    }
    return Result(**given | fields)


def stored(of: Article, second: int, *, run: int = 1, ledger: str = LEDGER, **fields: Any) -> Settlement:
    """A settlement with a result; `second` gives entry id and time of acceptance."""
    return Settlement(
        ledger=ledger,
        stream=STREAM,
        entry=f"{second}-0",
        raw=of.to_json(),
        accepted_at=START + timedelta(seconds=second),
        article=of,
        result=result(of, **fields),
        run=run,
    )


def failed(second: int, raw: bytes | None = b'{"body": 1}', of: Article | None = None, **fields: Any) -> Settlement:
    """A settlement with a failure."""
    given: dict[str, Any] = {
        "stage": "cleanup",
        "error": "Rejected",
        "message": "body: must be an object, found a number",
        "starts": 1,
        "failed_at": START + timedelta(seconds=second + 1),
    }
    return Settlement(
        ledger=LEDGER,
        stream=STREAM,
        entry=f"{second}-0",
        raw=raw,
        accepted_at=START + timedelta(seconds=second),
        article=of,
        failure=Failure(**given | fields),
    )
