"""Settling: the one transaction in which ledger entries end, each as a result, a dead letter or a duplicate."""

from collections.abc import Sequence
from datetime import datetime

from newsmill.article import Article
from newsmill.errors import Permanent, Transient
from workers.entry_id import position
from workers.settlement import Failure, Settled, Settlement
from workers.store.database import Database
from workers.store.dead_letters import note_replays
from workers.store.ending import Ending, end_failure, end_forgotten, end_result, refused
from workers.store.forgotten import Tombstones
from workers.store.heads import Change, Head, delete_empty_heads, lock_heads, write_heads
from workers.store.ledger import KnownOutcomes, lock_entries
from workers.store.rows import Row, dead_letter_row, forgotten_row
from workers.store.schema import dead_letters, outcomes
from workers.store.trouble import refusal


def settle(database: Database, settlements: Sequence[Settlement], now: datetime) -> list[Settled]:
    """Settle a batch in one transaction, or row by row when one of it is refused.

    Returns the answers in the order of the settlements. Raises Transient when the database is in trouble: what was
    settled by then stays settled, and settling the batch again gives the same answers. Raises Permanent when it refuses
    a dead letter, to which nothing is left to fall back: that entry stays with the queue.
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
            raise Permanent(f"the dead letter of entry {settlement.entry} was not stored: {refusal(error)}") from None
        return _settle(database, [refused(settlement, error, now)], now)


def _settle(database: Database, settlements: Sequence[Settlement], now: datetime) -> list[Settled]:
    answers: dict[int, Settled] = {}
    outcome_rows: list[Row] = []
    letter_rows: list[Row] = []
    replays: list[tuple[Settlement, Settled]] = []
    with database.write() as connection:
        lock_entries(connection, settlements)
        known = KnownOutcomes(connection, settlements)
        unsettled = [settlement for settlement in settlements if not known.answer(settlement)]
        heads = lock_heads(connection, {s.article.article_id for s in unsettled if s.article and s.result})
        tombstones = Tombstones(connection, unsettled)  # read under the locks that forgetting takes too
        for index, settlement in sorted(enumerate(settlements), key=_place_in_stream):
            settled = known.answer(settlement)
            if settled is None:
                ending = _end(settlement, heads, tombstones, now)
                settled = ending.settled
                if ending.failure:
                    letter_rows.append(_letter_row(settlement, ending.failure, ending))
                outcome_rows.append(_outcome_row(settlement, ending, now))
                known.note(settlement, settled)
                if settlement.letter is not None:
                    replays.append((settlement, settled))
            answers[index] = settled
        delete_empty_heads(connection, heads.values())
        write_heads(connection, heads.values(), now)
        if letter_rows:
            connection.execute(dead_letters.insert(), letter_rows)
        if outcome_rows:
            connection.execute(outcomes.insert(), outcome_rows)
        note_replays(connection, replays)
    return [answers[index] for index in range(len(settlements))]


def _end(settlement: Settlement, heads: dict[str, Head], tombstones: Tombstones, now: datetime) -> Ending:
    if tombstones.cover(settlement):
        return end_forgotten(settlement, now)
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
    return position(settlement.origin) if settlement.result else (0, 0)


def _letter_row(settlement: Settlement, failure: Failure, ending: Ending) -> Row:
    if ending.forgotten:
        return forgotten_row(settlement, failure)
    return dead_letter_row(settlement, failure, ending.settled.article_id)


def _outcome_row(settlement: Settlement, ending: Ending, now: datetime) -> Row:
    settled = ending.settled
    return {
        "ledger": settlement.ledger,
        "stream": settlement.stream,
        "entry": settlement.entry,
        "raw_sha256": None if ending.forgotten else settlement.raw_sha256,
        "outcome": settled.outcome,
        "article_id": settled.article_id,
        "version": settled.version,
        "detail": settled.detail,
        "accepted_at": settlement.accepted_at,
        "settled_at": now,
    }
