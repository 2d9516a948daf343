"""The books of a run: what was offered, how it ended, and every sentence about what does not add up."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import orjson
import redis
from sqlalchemy import text

from workers.audit import audit
from workers.queue.ledger import Ledger
from workers.status import Status, read_status
from workers.store import Store
from workers.store.database import Database

SHOWN = 5


@dataclass(frozen=True)
class Offer:
    """An article that was accepted: Redis answered with its entry."""

    entry: str
    article: str
    content: str  # tells versions of one article apart
    healthy: bool = True


@dataclass(frozen=True)
class Ending:
    """One row of the store's outcomes."""

    entry: str
    outcome: str
    article: str | None


@dataclass(frozen=True)
class Letter:
    """One dead letter."""

    entry: str
    article: str | None
    stage: str
    message: str
    starts: int


@dataclass(frozen=True)
class Books:
    """All that is there at the end."""

    status: Status
    endings: Sequence[Ending]
    events: Mapping[str, Sequence[int]]  # entry: when each of its events was added, unix ms of the server
    results: Mapping[str, int]  # article: stored versions
    current: Mapping[str, int]  # article: versions that are current
    letters: Mapping[str, Letter]  # by entry; the store has one an entry
    works: int  # work hashes that nothing needs any more
    pending: int  # entries that somebody still holds
    audit: Sequence[str]  # what `newsmill audit` finds wrong

    def order(self) -> list[str]:
        """Entries in the order in which they ended."""
        return sorted(self.events, key=lambda entry: min(self.events[entry]))


def read_books(client: "redis.Redis", store_url: str) -> Books:
    """Read queue and store."""
    ledger = Ledger(client)
    database = Database(store_url)
    try:
        with Store.open(store_url) as store, database.read() as connection:
            endings = connection.execute(text("SELECT entry, outcome, article_id FROM newsmill_outcomes")).all()
            letters = connection.execute(
                text("SELECT entry, article_id, stage, message, starts FROM newsmill_dead_letters")
            ).all()
            rows = connection.execute(
                text(
                    "SELECT article_id, count(*), sum(CASE WHEN current THEN 1 ELSE 0 END) "
                    "FROM newsmill_results GROUP BY article_id"
                )
            ).all()
            status = read_status(ledger, store, dead_seconds=12)
            audited = audit(client, store)
    finally:
        database.close()
    events: dict[str, list[int]] = {}
    for event_id, fields in cast("list[tuple[bytes, dict[bytes, bytes]]]", client.xrange("newsmill:events")):
        entry = orjson.loads(fields[b"event"])["data"]["entry"]
        events.setdefault(entry, []).append(int(event_id.partition(b"-")[0]))
    return Books(
        status=status,
        endings=[Ending(*row) for row in endings],
        events=events,
        results={article: count for article, count, _ in rows},
        current={article: int(count) for article, _, count in rows},
        letters={row.entry: Letter(*row) for row in letters},
        works=sum(1 for _ in client.scan_iter("newsmill:work:*", count=1000)),
        pending=len(ledger.holds()),
        audit=[fault.message for fault in audited.faults],
    )


def faults(offers: Sequence[Offer], books: Books) -> list[str]:
    """What is lost, doubled, wrongly dead or still unfinished, a sentence each; none when the sum holds.

    An offer without an answer may have been accepted or not: such entries are not among `offers` and are judged by the
    article that they carry.
    """
    found = {**_of_entries(offers, books), **_of_articles(offers, books)}
    return [_sentence(what, names) for what, names in found.items() if names]


def _of_entries(offers: Sequence[Offer], books: Books) -> dict[str, list[str]]:
    ended = [ending.entry for ending in books.endings]
    dead = [ending.entry for ending in books.endings if ending.outcome == "dead"]
    status = books.status
    return {
        "unfinished": [str(status.unfinished)] if status.unfinished else [],
        "sum off: accepted is not results + dead letters + duplicates": [] if status.balanced else [str(status)],
        "lost: accepted, and without an outcome": _without([offer.entry for offer in offers], ended),
        "an entry ended twice": _repeated(ended),
        "an entry without an event": _without(ended, books.events),
        "an event without an outcome": _without(books.events, ended),
        "an event twice": [entry for entry, times in books.events.items() if len(times) > 1],
        "a dead outcome without its letter": _without(dead, books.letters),
        "a dead letter without its outcome": _without(books.letters, dead),
        "work left behind": [str(books.works)] if books.works else [],
        "still pending": [str(books.pending)] if books.pending else [],
        "newsmill audit": list(books.audit),
    }


def _of_articles(offers: Sequence[Offer], books: Books) -> dict[str, list[str]]:
    contents: dict[str, set[str]] = {}
    for offer in offers:
        contents.setdefault(offer.article, set()).add(offer.content)
    healthy = {offer.article for offer in offers if offer.healthy}
    poison = contents.keys() - healthy
    # A body that was removed, or that is no JSON, names no article: then the entry tells.
    offered = {offer.entry: offer.article for offer in offers}
    whose = [(ending.article or offered.get(ending.entry, ending.entry), ending.outcome) for ending in books.endings]
    dead = {article for article, outcome in whose if outcome == "dead"}
    stored = books.results
    return {
        "an outcome of an article that nobody sent": _without([article for article, _ in whose], contents),
        "a healthy article is a dead letter": sorted(dead & healthy),
        "poison is no dead letter": _without(sorted(poison), dead),
        "poison was stored": sorted(poison & stored.keys()),
        "a healthy article has no result": _without(sorted(healthy), stored),
        "doubled: more versions than were sent": [a for a, n in stored.items() if n > len(contents.get(a, ()))],
        "a version is missing": [a for a, n in stored.items() if a in healthy and n < len(contents[a])],
        "not exactly one current version": [a for a, count in books.current.items() if count != 1],
    }


def _without(names: Iterable[str], others: Collection[str]) -> list[str]:
    known = set(others)
    return [name for name in names if name not in known]


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _sentence(what: str, found: Sequence[str]) -> str:
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"{what}: {', '.join(found[:SHOWN])}{more}"
