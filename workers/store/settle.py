"""Settling: the one transaction in which ledger entries end, each as a result, a dead letter or a duplicate."""

from collections.abc import Sequence
from datetime import datetime

from workers.article import Article
from workers.errors import Transient
from workers.settlement import Settled, Settlement
from workers.store.database import Database
from workers.store.ending import Ending, end_failure, end_result, refused
from workers.store.heads import Change, Head, lock_heads, write_heads
from workers.store.ledger import Ledger, lock_entries, raw_digest
from workers.store.rows import Row, dead_letter_row
from workers.store.schema import dead_letters, outcomes
from workers.store.trouble import refusal
from workers.store.versions import position


def settle(database: Database, settlements: Sequence[Settlement], now: datetime) -> list[Settled]:
    """Settle a batch in one transaction, or row by row when one of it is refused.

    Returns the answers in the order of the settlements. Raises Transient when the database is in trouble: what was
    settled by then stays settled, and settling the batch again gives the same answers.
    """
    if not settlements:
        return []
    try:
        return _settle(database, settlements, now)
    except Transient:
        raise
    except Exception as error:
        if len(settlements) > 1:
            return [settle(database, [settlement], now)[0] for settlement in settlements]
        [settlement] = settlements
        if settlement.result is None:
            raise Transient(f"the dead letter of entry {settlement.entry} was not stored: {refusal(error)}") from None
        return _settle(database, [refused(settlement, error, now)], now)


def _settle(database: Database, settlements: Sequence[Settlement], now: datetime) -> list[Settled]:
    answers: dict[int, Settled] = {}
    outcome_rows: list[Row] = []
    letter_rows: list[Row] = []
    with database.write() as connection:
        lock_entries(connection, settlements)
        ledger = Ledger(connection, settlements)
        unsettled = [settlement for settlement in settlements if not ledger.answer(settlement)]
        heads = lock_heads(connection, {s.article.article_id for s in unsettled if s.article and s.result})
        for index, settlement in sorted(enumerate(settlements), key=_place_in_stream):
            settled = ledger.answer(settlement)
            if settled is None:
                ending = _end(settlement, heads, now)
                settled = ending.settled
                if ending.failure:
                    letter_rows.append(dead_letter_row(settlement, ending.failure, settled.article_id))
                outcome_rows.append(_outcome_row(settlement, settled, now))
                ledger.note(settlement, settled)
            answers[index] = settled
        write_heads(connection, heads.values(), now)
        if letter_rows:
            connection.execute(dead_letters.insert(), letter_rows)
        if outcome_rows:
            connection.execute(outcomes.insert(), outcome_rows)
    return [answers[index] for index in range(len(settlements))]


def _end(settlement: Settlement, heads: dict[str, Head], now: datetime) -> Ending:
    if settlement.failure is not None:
        return end_failure(settlement, settlement.failure)
    article, change = _arrived(settlement)
    return end_result(settlement, article, change, heads[article.article_id], now)


def _arrived(settlement: Settlement) -> tuple[Article, Change]:
    if settlement.article is None or settlement.result is None or settlement.raw is None:
        raise ValueError(f"entry {settlement.entry} has no result with its article")
    return settlement.article, Change(settlement.result, settlement.raw)


def _place_in_stream(item: tuple[int, Settlement]) -> tuple[int, int]:
    """Results in the order of the stream, so that versions are counted in it; a failure's place is of no account."""
    _, settlement = item
    return position(settlement.entry) if settlement.result else (0, 0)


def _outcome_row(settlement: Settlement, settled: Settled, now: datetime) -> Row:
    return {
        "ledger": settlement.ledger,
        "stream": settlement.stream,
        "entry": settlement.entry,
        "raw_sha256": raw_digest(settlement),
        "outcome": settled.outcome,
        "article_id": settled.article_id,
        "version": settled.version,
        "detail": settled.detail,
        "accepted_at": settlement.accepted_at,
        "settled_at": now,
    }
