"""The rows that a settlement becomes. Pure: what goes in decides what comes out."""

import re
import zlib
from datetime import datetime
from typing import Any

from newsmill.article import Result
from workers.settlement import Failure, Settlement
from workers.store.versions import Version
from workers.store.words import name_key, words

Row = dict[str, Any]

ZLIB_LEVEL = 1  # of 204 kB pages 49 kB are left in 1.2 ms; level 6 leaves 41 kB in 3.0 ms

# An escape of NUL in JSON: \u0000 whose backslash is not itself escaped.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class UnstorableError(ValueError):
    """A result that holds what no database text can hold."""


def compress(raw: bytes) -> bytes:
    """A raw article as it is kept: zlib."""
    return zlib.compress(raw, ZLIB_LEVEL)


def dated_at(result: Result, accepted_at: datetime) -> datetime:
    """The time an article is sorted by: publication, or acceptance where that is unknown or earlier.

    A publication time in the future is an embargo or a wrong clock; it shall not hold the top of every list till then.
    """
    return min(result.published_at or accepted_at, accepted_at)


def record_of(result: Result, number: int, run: int) -> str:
    """The record with what the store decided. Raises UnstorableError, or pydantic's error for a lone surrogate."""
    decided: dict[str, Any] = {"article_version": number}
    if result.pipeline.run != run:
        decided["pipeline"] = result.pipeline.model_copy(update={"run": run})
    record = result.model_copy(update=decided).to_json()
    if b"\\u0000" in record and _NUL.search(record):
        raise UnstorableError("the result holds a NUL character")
    return record.decode()


def result_row(result: Result, version: Version, now: datetime) -> Row:
    """What a run of a version says: everything of a row of `results` that a newer run replaces."""
    return {
        "version": version.number,
        "run": version.run,
        "fingerprint": result.pipeline.fingerprint,
        "status": result.status,
        "language": result.language,
        "source": result.source,
        "source_key": name_key(result.source) if result.source else None,
        "headline": result.headline,
        "url": result.url,
        "published_at": result.published_at,
        "dated_at": dated_at(result, version.accepted_at),
        "stored_at": now,
        "record": record_of(result, version.number, version.run),
    }


def entity_rows(article: int, dated: datetime, result: Result) -> list[Row]:
    """One row for each entity and each folded form of its name, the canonical one marked."""
    rows = []
    for number, entity in enumerate(result.entities):
        canonical = name_key(entity.name)
        for key in dict.fromkeys([canonical, *map(name_key, entity.aliases)]):
            if key:
                rows.append(
                    {
                        "article": article,
                        "dated_at": dated,
                        "name_key": key,
                        "number": number,
                        "is_name": key == canonical,
                        "name": entity.name,
                        "label": entity.label,
                        "mentions": entity.count,
                        "salience": entity.salience,
                        "wikidata": entity.wikidata,
                    }
                )
    return rows


def topic_rows(article: int, dated: datetime, result: Result) -> list[Row]:
    """One row for each topic and each of its ancestors, an ancestor with the best score below it."""
    rows: dict[str, Row] = {}
    for topic in result.topics:
        for topic_id in dict.fromkeys([topic.id, *topic.path]):
            tagged = topic_id == topic.id
            row = rows.setdefault(
                topic_id,
                {
                    "article": article,
                    "dated_at": dated,
                    "topic_id": topic_id,
                    "tagged": False,
                    "name": None,
                    "score": topic.score,
                },
            )
            if tagged:
                row |= {"tagged": True, "name": topic.name, "score": topic.score}
            elif not row["tagged"]:
                row["score"] = max(row["score"], topic.score)
    return list(rows.values())


def full_text_row(article: int, result: Result) -> Row:
    """The words of headline and text."""
    return {"rowid": article, "words": " ".join(words(f"{result.headline or ''} {result.text}"))}


def dead_letter_row(settlement: Settlement, failure: Failure, article_id: str | None) -> Row:
    """A failure as it is kept, with the raw article."""
    return {
        "ledger": settlement.ledger,
        "stream": settlement.stream,
        "entry": settlement.entry,
        "article_id": article_id,
        "version": settlement.article.version if settlement.article else None,
        "stage": storable(failure.stage),
        "error": storable(failure.error),
        "message": storable(failure.message),
        "traceback": storable(failure.traceback),
        "starts": failure.starts,
        "worker": storable(failure.worker),
        "accepted_at": settlement.accepted_at,
        "failed_at": failure.failed_at,
        "pipeline": storable(failure.pipeline),
        "run": settlement.run,
        "first_entry": settlement.origin,
        "replay_of": settlement.letter,
        "raw": None if settlement.raw is None else compress(settlement.raw),
        "discarded_at": None,
        "discarded_by": None,
        "discarded_why": None,
    }


def forgotten_row(settlement: Settlement, failure: Failure) -> Row:
    """What is kept of an entry whose article was forgotten while it was on its way: nothing of the article."""
    return dead_letter_row(settlement, failure, None) | {
        "version": None,
        "raw": None,
        "discarded_at": failure.failed_at,
        "discarded_by": "newsmill",
        "discarded_why": "forgotten",
    }


def storable(text: str) -> str:
    """Messages of exceptions may hold anything; a dead letter must be storable whatever they hold."""
    return _UNSTORABLE.sub("\ufffd", text)
