"""Whether the store is consistent: every outcome with its result or dead letter, every result with its outcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, exists, literal, select, true

from workers.store.records import Contradiction
from workers.store.schema import articles, dead_letters, is_current, outcomes, results, retention

# An entry is settled after it failed, by as long as the database was away: so far is no limit of retention sharp.
SLACK = timedelta(days=7)

a = articles.c
d = dead_letters.c
o = outcomes.c
r = results.c


def contradictions(connection: Connection, since: datetime | None, until: datetime | None) -> Iterator[Contradiction]:
    """See Store.contradictions."""
    limits = connection.execute(select(retention.c.kind, retention.c.before)).all()
    asked = _Asked(since, until, dict(limits))
    checks = {
        "is stored by its outcome, but its result is not in the store": _stored_without_result(asked),
        "has a result, but no outcome": _results_without_outcome(asked),
        "is dead by its outcome, but its dead letter is not in the store": _dead_without_letter(asked),
        "has a dead letter, but no outcome": _letters_without_outcome(asked),
    }
    if not since and not until:  # a head has no time of its own
        checks["has no current version"] = _heads_without_result()
    for said, query in checks.items():
        for entry, article_id in connection.execute(query.execution_options(yield_per=1000)):
            yield Contradiction(entry, article_id, said)


@dataclass(frozen=True)
class _Asked:
    since: datetime | None
    until: datetime | None
    limits: dict[str, datetime]  # of each kind of thing, the time before which retention removed it

    def within(self, accepted_at: Column[Any]) -> ColumnElement[bool]:
        """Accepted in the window."""
        bounds = [accepted_at >= self.since] if self.since else []
        bounds += [accepted_at < self.until] if self.until else []
        return and_(true(), *bounds)

    def kept(self, kind: str, time: Column[Any]) -> ColumnElement[bool]:
        """Too new for retention to have removed the counterpart of this kind."""
        limit = self.limits.get(kind)
        return true() if limit is None else time >= limit + SLACK


def _stored_without_result(asked: _Asked) -> Select[Any]:
    """A re-run or replay is accepted long after its article, whose age counts, and its outcome alone has a detail: once
    retention removed results, nobody can tell of those."""
    result = exists().where(a.article_id == o.article_id, r.article == a.id, r.version == o.version)
    forgotten = o.article_id.is_(None)
    return select(o.entry, o.article_id).where(
        o.outcome == "stored",
        ~forgotten,
        asked.within(o.accepted_at),
        asked.kept("results", o.accepted_at),
        o.detail.is_(None) if "results" in asked.limits else true(),
        ~result,
    )


def _results_without_outcome(asked: _Asked) -> Select[Any]:
    outcome = exists().where(o.article_id == a.article_id, o.version == r.version, o.outcome == "stored")
    return (
        select(r.entry, a.article_id)
        .join_from(results, articles, a.id == r.article)
        .where(asked.within(r.accepted_at), asked.kept("outcomes", r.accepted_at), ~outcome)
    )


def _dead_without_letter(asked: _Asked) -> Select[Any]:
    """A join and not `NOT EXISTS`: SQLite makes itself an index of the letters for a join alone."""
    letter = and_(d.ledger == o.ledger, d.stream == o.stream, d.entry == o.entry)
    forgotten = o.raw_sha256.is_(None)
    return (
        select(o.entry, o.article_id)
        .outerjoin_from(outcomes, dead_letters, letter)
        .where(o.outcome == "dead", ~forgotten, d.id.is_(None))
        .where(asked.within(o.accepted_at), asked.kept("dead_letters", o.settled_at))
    )


def _letters_without_outcome(asked: _Asked) -> Select[Any]:
    outcome = exists().where(o.ledger == d.ledger, o.stream == d.stream, o.entry == d.entry, o.outcome == "dead")
    return select(d.entry, d.article_id).where(
        asked.within(d.accepted_at), asked.kept("outcomes", d.accepted_at), ~outcome
    )


def _heads_without_result() -> Select[Any]:
    return select(literal(""), a.article_id).where(~exists().where(r.article == a.id, is_current))
