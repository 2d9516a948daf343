"""Tombstones: nothing that was accepted before its article was forgotten is stored, however late it comes."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from workers.entry_id import Position, position
from workers.settlement import Settlement
from workers.store.schema import forgotten
from workers.store.upsert import insert_into


def digest(article_id: str) -> str:
    """The name of a tombstone: it shall not tell which article was forgotten."""
    return hashlib.sha256(article_id.encode()).hexdigest()


def bury(connection: Connection, article_id: str, up_to: str, now: datetime) -> None:
    """Remember that what was accepted of this article up to that entry is forgotten."""
    insert = insert_into(connection, forgotten)
    row = {"id_sha256": digest(article_id), "up_to": up_to, "forgotten_at": now}
    connection.execute(
        insert.values(row).on_conflict_do_update(
            index_elements=[forgotten.c.id_sha256], set_={"up_to": up_to, "forgotten_at": now}
        )
    )


class Tombstones:
    """Those of the articles of a batch."""

    def __init__(self, connection: Connection, settlements: Sequence[Settlement]) -> None:
        named = {digest(article_id) for s in settlements if (article_id := s.article_id) is not None}
        found = connection.execute(
            select(forgotten.c.id_sha256, forgotten.c.up_to).where(forgotten.c.id_sha256.in_(named))
        )
        self._up_to: dict[str, Position] = {name: position(up_to) for name, up_to in found}

    def cover(self, settlement: Settlement) -> bool:
        """Whether the entry's article was forgotten after it was first accepted."""
        if not self._up_to or (article_id := settlement.article_id) is None:
            return False
        up_to = self._up_to.get(digest(article_id))
        return up_to is not None and position(settlement.origin) <= up_to
