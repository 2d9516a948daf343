"""Taking things out: an article for good, and what retention no longer keeps."""

from datetime import datetime

from sqlalchemy import Delete, delete, select, text, tuple_, update

from workers.store.database import Database
from workers.store.forgotten import bury
from workers.store.heads import delete_index_rows, lock_heads
from workers.store.ledger import lock_article
from workers.store.near_index import delete_links
from workers.store.records import Forgotten, Purged
from workers.store.schema import articles, dead_letters, outcomes, raw_articles, results

PURGE_ROWS = 1000  # a transaction; SQLite's only writer must not be held for longer than a settling waits


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
        database.empty_log()
    return Forgotten(versions, letters, kept)


def purge(database: Database, raw_before: datetime | None, dead_letters_before: datetime | None) -> Purged:
    """See Store.purge."""
    r, d = raw_articles.c, dead_letters.c
    raw = letters = 0
    if raw_before is not None:
        old = select(r.article, r.version).where(r.accepted_at < raw_before).limit(PURGE_ROWS)
        raw = _purge(database, delete(raw_articles).where(tuple_(r.article, r.version).in_(old)))
    if dead_letters_before is not None:
        old = select(d.id).where(d.failed_at < dead_letters_before).limit(PURGE_ROWS)
        letters = _purge(database, delete(dead_letters).where(d.id.in_(old)))
    return Purged(raw, letters)


def _purge(database: Database, some: Delete) -> int:
    """Run the statement until it finds nothing more."""
    total = 0
    while True:
        with database.write() as connection:
            removed = connection.execute(some).rowcount
        total += removed
        if removed < PURGE_ROWS:
            return total
