"""The books of a run: what was offered, how it ended, and every sentence about what does not add up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson
import redis
from sqlalchemy import text

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
class Books:
    """All that is there at the end."""

    status: Status
    endings: Sequence[Ending]
    events: Mapping[str, Sequence[int]]  # entry: when each of its events was added, unix ms of the server
    results: Mapping[str, int]  # article: stored versions
    current: Mapping[str, int]  # article: versions that are current
    letters: Sequence[str]  # entry of each dead letter
    works: int  # work hashes that nothing needs any more
    pending: int = field(default=0)


def read_books(client: "redis.Redis", store_url: str) -> Books:
    """Read queue and store."""
    ledger = Ledger(client)
    database = Database(store_url)
    try:
        with Store.open(store_url) as store, database.read() as connection:
            endings = connection.execute(text("SELECT entry, outcome, article_id FROM newsmill_outcomes")).all()
            letters = connection.execute(text("SELECT entry FROM newsmill_dead_letters")).scalars().all()
            rows = connection.execute(
                text(
                    "SELECT article_id, count(*), sum(CASE WHEN current THEN 1 ELSE 0 END) "
                    "FROM newsmill_results GROUP BY article_id"
                )
            ).all()
            status = read_status(ledger, store, dead_seconds=12)
    finally:
        database.close()
    events: dict[str, list[int]] = {}
    for event_id, fields in client.xrange("newsmill:events"):  # type: ignore[union-attr]
        entry = orjson.loads(fields[b"event"])["data"]["entry"]
        events.setdefault(entry, []).append(int(event_id.partition(b"-")[0]))
    return Books(
        status=status,
        endings=[Ending(*row) for row in endings],
        events=events,
        results={article: count for article, count, _ in rows},
        current={article: int(count) for article, _, count in rows},
        letters=list(letters),
        works=sum(1 for _ in client.scan_iter("newsmill:work:*", count=1000)),
        pending=len(ledger.holds()),
    )


def faults(offers: Sequence[Offer], books: Books) -> list[str]:
    """What is lost, doubled, wrongly dead or still unfinished, a sentence each; none when the sum holds.

    An offer without an answer may have been accepted or not: such entries are not among `offers` and are judged by the
    article that they carry.
    """
    ended = {ending.entry: ending for ending in books.endings}
    healthy = {offer.article: offer.healthy for offer in offers}
    contents: dict[str, set[str]] = {}
    for offer in offers:
        contents.setdefault(offer.article, set()).add(offer.content)
    status = books.status
    dead = [ending for ending in books.endings if ending.outcome == "dead"]
    checks = [
        ("unfinished", [str(status.unfinished)] if status.unfinished else []),
        ("sum off: accepted is not results + dead letters + duplicates", [] if status.balanced else [str(status)]),
        ("lost: accepted, and without an outcome", [offer.entry for offer in offers if offer.entry not in ended]),
        ("an entry ended twice", _repeated(ending.entry for ending in books.endings)),
        ("an entry without an event", [entry for entry in ended if entry not in books.events]),
        ("an event of no outcome", [entry for entry in books.events if entry not in ended]),
        ("an event twice", [entry for entry, times in books.events.items() if len(times) > 1]),
        (
            "an outcome of an article that was never offered",
            [e.entry for e in books.endings if e.article not in healthy],
        ),
        ("a healthy article is a dead letter", [e.article or e.entry for e in dead if healthy.get(e.article or "")]),
        ("poison is no dead letter", sorted(_poison(healthy) - {e.article for e in dead})),
        ("poison was stored", sorted(_poison(healthy) & set(books.results))),
        ("a dead letter for each dead outcome is missing", sorted({e.entry for e in dead} - set(books.letters))),
        ("a dead letter twice", _repeated(books.letters)),
        ("a healthy article has no result", [a for a, well in healthy.items() if well and a not in books.results]),
        (
            "doubled: more versions stored than were sent",
            [a for a, n in books.results.items() if n > len(contents.get(a, ()))],
        ),
        ("a version is missing", [a for a, n in books.results.items() if healthy.get(a) and n < len(contents[a])]),
        ("not exactly one current version", [a for a, count in books.current.items() if count != 1]),
        ("work left behind", [str(books.works)] if books.works else []),
        ("still pending", [str(books.pending)] if books.pending else []),
    ]
    return [_sentence(what, found) for what, found in checks if found]


def _poison(healthy: Mapping[str, bool]) -> set[str]:
    return {article for article, well in healthy.items() if not well}


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _sentence(what: str, found: Sequence[str]) -> str:
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"{what}: {', '.join(found[:SHOWN])}{more}"
