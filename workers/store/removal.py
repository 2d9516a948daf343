"""Removing an article for good."""

from datetime import datetime

from sqlalchemy import delete, text, update

from workers.store.database import Database
from workers.store.forgotten import bury
from workers.store.heads import lock_heads
from workers.store.index_rows import delete_index_rows
from workers.store.ledger import lock_article
from workers.store.near_index import delete_links
from workers.store.records import Forgotten
from workers.store.schema import articles, dead_letters, outcomes, results


def forget(database: Database, article_id: str, up_to: str, now: datetime) -> Forgotten:
    """See Store.forget."""
    with database.write() as connection:
        # Whoever settles something of it now is waited for, and whoever does so later finds the tombstone.
        lock_article(connection, article_id)
        key = lock_heads(connection, [article_id])[article_id].key
        bury(connection, article_id, up_to, now)
        delete_links(connection, key)
        delete_index_rows(connection, [key])
        versions = connection.execute(delete(results).where(results.c.article == key)).rowcount
        connection.execute(delete(articles).where(articles.c.id == key))
        letters = connection.execute(delete(dead_letters).where(dead_letters.c.article_id == article_id)).rowcount
        nameless = {"article_id": None, "version": None, "detail": None, "raw_sha256": None}
        kept = connection.execute(update(outcomes).where(outcomes.c.article_id == article_id).values(nameless)).rowcount
        if database.is_sqlite:
            # FTS5 marks deleted words first; merging its segments into one is what takes them out of the file.
            connection.execute(text("INSERT INTO full_text (full_text) VALUES ('optimize')"))
    if database.is_sqlite:
        database.truncate_wal()
    return Forgotten(versions, letters, kept)
