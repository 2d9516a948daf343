"""Dead letters: failed entries with their reasons, replayed or discarded by an operator."""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from workers.settlement import Settled, Settlement
from workers.store.records import DeadLetter, DeadLetterGroup, LetterState
from workers.store.schema import dead_letters

d = dead_letters.c
_shown = select(*(column for column in d if column is not d.raw))
_STATES: dict[LetterState, ColumnElement[bool]] = {
    "open": and_(d.discarded_at.is_(None), d.replayed_at.is_(None), d.replay_outcome.is_(None)),
    "replaying": and_(d.discarded_at.is_(None), d.replayed_at.is_not(None), d.replay_outcome.is_(None)),
    "replayed": and_(d.discarded_at.is_(None), d.replay_outcome.is_not(None)),
    "discarded": d.discarded_at.is_not(None),
}
_DIFFERS = re.compile(r"\S*\d\S*?(?=[,;:.)]*(?:\s|$))")


@dataclass(frozen=True)
class LetterQuery:
    """Which dead letters; every filter that is given must hold. Times are those of the failure, UTC."""

    ids: Sequence[int] = ()
    article_id: str | None = None
    stage: str | None = None
    error: str | None = None
    replay_of: int | None = None
    message: str | None = None  # a part of it, case does not count
    since: datetime | None = None  # failed then or later
    before: datetime | None = None  # failed earlier
    states: Sequence[LetterState] = ()  # any of these; all when empty
    limit: int | None = None
    after: int | None = None  # the id of the last one of the page before


def listed(connection: Connection, query: LetterQuery) -> list[DeadLetter]:
    """See Store.dead_letters."""
    rows = connection.execute(_shown.where(*_wanted(query)).order_by(d.id.desc()).limit(query.limit))
    return [DeadLetter(**row._mapping) for row in rows]


def grouped(letters: Iterable[DeadLetter]) -> list[DeadLetterGroup]:
    """Dead letters of one cause together, the largest group first."""
    groups: dict[tuple[str, str, str], list[DeadLetter]] = {}
    for letter in letters:
        groups.setdefault((letter.stage, letter.error, pattern(letter)), []).append(letter)
    found = [
        DeadLetterGroup(
            *cause,
            count=len(members),
            oldest=min(letter.failed_at for letter in members),
            newest=max(letter.failed_at for letter in members),
            example=max(letter.id for letter in members),
        )
        for cause, members in groups.items()
    ]
    return sorted(found, key=lambda group: (-group.count, -group.example))


def pattern(letter: DeadLetter) -> str:
    """The message with … for its article's id and for every word that holds a digit."""
    message = letter.message if letter.article_id is None else letter.message.replace(letter.article_id, "…")
    return _DIFFERS.sub("…", message)


def raw(connection: Connection, number: int) -> bytes | None:
    """See Store.dead_letter_raw."""
    packed = connection.execute(select(d.raw).where(d.id == number)).scalar_one_or_none()
    return None if packed is None else zlib.decompress(packed)


def claim(connection: Connection, number: int, by: str, now: datetime, states: Sequence[LetterState]) -> bool:
    """See Store.claim_replay. Of two at once one finds the row changed."""
    values = {"replayed_at": now, "replayed_by": by, "replay_entry": None, "replay_outcome": None}
    return _changed(connection, number, states, values, d.raw.is_not(None))


def release(connection: Connection, number: int) -> None:
    """See Store.release_replay."""
    _changed(connection, number, ("replaying",), {"replayed_at": None, "replayed_by": None})


def discard(connection: Connection, number: int, by: str, why: str, now: datetime) -> bool:
    """See Store.discard."""
    values = {"discarded_at": now, "discarded_by": by, "discarded_why": why, "raw": None}
    return _changed(connection, number, ("open", "replayed"), values)


def note_replays(connection: Connection, replays: Iterable[tuple[Settlement, Settled]]) -> None:
    """Write into the letters that were replayed what became of it. A result that is stored stays what became of it.

    In a database restored from an older copy, the number may be another letter's by now: that one is left alone.
    """
    for settlement, settled in replays:
        kept = d.replay_outcome.is_distinct_from("stored")
        connection.execute(
            update(dead_letters)
            .where(d.id == settlement.letter, d.first_entry == settlement.origin, kept)
            .values(replay_entry=settlement.entry, replay_outcome=settled.outcome)
        )


def _changed(
    connection: Connection,
    number: int,
    states: Sequence[LetterState],
    values: dict[str, Any],
    *conditions: ColumnElement[bool],
) -> bool:
    statement = update(dead_letters).where(d.id == number, _in(states), *conditions).values(values)
    return connection.execute(statement).rowcount == 1


def _in(states: Sequence[LetterState]) -> ColumnElement[bool]:
    first, *others = (_STATES[state] for state in states)
    for other in others:
        first |= other
    return first


def _wanted(query: LetterQuery) -> Iterator[ColumnElement[bool]]:
    if query.ids:
        yield d.id.in_(query.ids)
    for column, value in (
        (d.article_id, query.article_id),
        (d.stage, query.stage),
        (d.error, query.error),
        (d.replay_of, query.replay_of),
    ):
        if value is not None:
            yield column == value
    if query.message is not None:
        yield d.message.icontains(query.message, autoescape=True)
    if query.since is not None:
        yield d.failed_at >= query.since
    if query.before is not None:
        yield d.failed_at < query.before
    if query.states:
        yield _in(query.states)
    if query.after is not None:
        yield d.id < query.after
