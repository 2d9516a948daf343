"""Ledger entries in the store: locked while they are settled, and looked up so that the first outcome wins."""

import hashlib
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select, text

from workers.settlement import Settled, Settlement
from workers.store.schema import outcomes

Entry = tuple[str, str, str]


def lock_entries(connection: Connection, settlements: Sequence[Settlement]) -> None:
    """Let no other process settle these entries until this transaction ends, nor forget the articles that failed.

    Articles with a result are held by their heads (heads.py). SQLite has one writer anyway. On PostgreSQL every process
    takes the locks in the order of their numbers, so that two with the same ones wait and never for ever.
    """
    names = {_entry(settlement) for settlement in settlements}
    failed = {settlement.article_id for settlement in settlements if settlement.result is None}
    _lock(connection, names | {_article(article_id) for article_id in failed if article_id is not None})


def lock_article(connection: Connection, article_id: str) -> None:
    """Let no other process settle a failure of this article until this transaction ends."""
    _lock(connection, {_article(article_id)})


def _lock(connection: Connection, names: Collection[Entry]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(k) FROM unnest(CAST(:keys AS bigint[])) AS k"),
            {"keys": sorted({_lock_key(name) for name in names})},
        )


def _article(article_id: str) -> Entry:
    return "article", "", article_id


class KnownOutcomes:
    """How the entries of a batch ended: before this transaction, and in it so far."""

    def __init__(self, connection: Connection, settlements: Sequence[Settlement]) -> None:
        self._known: dict[Entry, list[tuple[str | None, Settled]]] = {}
        streams: dict[tuple[str, str], set[str]] = {}
        for settlement in settlements:
            streams.setdefault((settlement.ledger, settlement.stream), set()).add(settlement.entry)
        o = outcomes.c
        for (ledger, stream), entries in streams.items():
            known = connection.execute(
                select(o.entry, o.raw_sha256, o.outcome, o.article_id, o.version, o.detail)
                .where(o.ledger == ledger, o.stream == stream, o.entry.in_(sorted(entries)))
                .order_by(o.id)
            )
            for entry, digest, outcome, article_id, version, detail in known:
                settled = Settled(entry, outcome, article_id, version, detail)
                self._known.setdefault((ledger, stream, entry), []).append((digest, settled))

    def answer(self, settlement: Settlement) -> Settled | None:
        """The first outcome of this very entry.

        A body that is gone, on either side, leaves nothing to compare: then the entry id alone decides. Other bytes
        under the same id are another entry, of a Redis that lost its last writes and counted again.
        """
        digest = settlement.raw_sha256
        for known, settled in self._known.get(_entry(settlement), ()):
            if not digest or not known or known == digest:
                return settled
        return None

    def note(self, settlement: Settlement, settled: Settled) -> None:
        """Remember how an entry ended in this transaction."""
        self._known.setdefault(_entry(settlement), []).append((settlement.raw_sha256, settled))


def _entry(settlement: Settlement) -> Entry:
    return settlement.ledger, settlement.stream, settlement.entry


def _lock_key(entry: Entry) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(entry).encode()).digest()[:8], signed=True)
