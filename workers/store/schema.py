"""The tables, one schema for SQLite and PostgreSQL. What other services may read are the views: docs/store.md."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeDecorator, TypeEngine


class UtcTime(TypeDecorator[datetime]):
    """timestamptz on PostgreSQL; on SQLite ISO 8601 text of one length, so that order of text is order of time."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        return DateTime(timezone=True) if dialect.name == "postgresql" else String(27)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None or dialect.name == "postgresql":
            return value
        return _as_text(value)

    def process_result_value(self, value: datetime | str | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


@lru_cache(maxsize=1024)  # an article's index rows, some thirty, all hold the same time
def _as_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up INTEGER primary keys alone

metadata = MetaData()

# One row an article: what settling locks.
articles = Table(
    "articles",
    metadata,
    Column("id", Key, primary_key=True),
    Column("article_id", Text, nullable=False, unique=True),
)


def _of_article() -> Column[int]:
    return Column("article", Key, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False)


# One row a version. The record stands last: SQLite then finds the columns before it without reading through it.
results = Table(
    "results",
    metadata,
    _of_article(),
    Column("version", BigInteger, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("explicit", Boolean, nullable=False),
    Column("entry", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("language", Text),
    Column("source", Text),
    Column("source_key", Text),
    Column("headline", Text),
    Column("url", Text),
    Column("published_at", UtcTime),
    Column("dated_at", UtcTime, nullable=False),
    Column("accepted_at", UtcTime, nullable=False),
    Column("stored_at", UtcTime, nullable=False),
    Column("record", Text, nullable=False),
    PrimaryKeyConstraint("article", "version", name="results_pk"),
)
# Written out, since SQLAlchemy says `current = 1` to SQLite, which then does not see that the partial indexes fit.
is_current: ColumnElement[bool] = literal_column("results.current")
_current: dict[str, Any] = {"sqlite_where": text("current"), "postgresql_where": text("current")}
Index("results_one_current", results.c.article, unique=True, **_current)
Index("results_by_date", results.c.dated_at, results.c.article, **_current)
Index("results_by_source", results.c.source_key, results.c.dated_at, results.c.article, **_current)
Index("results_by_storing", results.c.stored_at, results.c.article)
Index("results_by_age", results.c.accepted_at, results.c.article)

# The article as it was accepted, zlib, beside each version.
raw_articles = Table(
    "raw_articles",
    metadata,
    _of_article(),
    Column("version", BigInteger, nullable=False),
    Column("accepted_at", UtcTime, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    PrimaryKeyConstraint("article", "version", name="raw_articles_pk"),
)
Index("raw_articles_by_age", raw_articles.c.accepted_at)

# The index tables speak of current versions only. Their primary key is the way they are read.
# Entities: one row for each form of a name, folded; `is_name` marks the canonical one.
entities = Table(
    "entities",
    metadata,
    Column("name_key", Text, nullable=False),
    Column("dated_at", UtcTime, nullable=False),
    _of_article(),
    Column("number", Integer, nullable=False),
    Column("is_name", Boolean, nullable=False),
    Column("name", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("mentions", Integer, nullable=False),
    Column("salience", Float, nullable=False),
    Column("wikidata", Text),
    PrimaryKeyConstraint("name_key", "dated_at", "article", "number", name="entities_pk"),
    sqlite_with_rowid=False,
)
Index("entities_by_article", entities.c.article)

# Topics: one row for each topic and each of its ancestors; `tagged` marks the topics of the article itself.
topics = Table(
    "topics",
    metadata,
    Column("topic_id", Text, nullable=False),
    Column("dated_at", UtcTime, nullable=False),
    _of_article(),
    Column("tagged", Boolean, nullable=False),
    Column("name", Text),
    Column("score", Float, nullable=False),
    PrimaryKeyConstraint("topic_id", "dated_at", "article", name="topics_pk"),
    sqlite_with_rowid=False,
)
Index("topics_by_article", topics.c.article)

# Near-duplicates: the 64 hashes of each current version's signature (128 bytes), and the keys it is found by.
signatures = Table(
    "signatures",
    metadata,
    _of_article(),
    Column("hashes", LargeBinary, nullable=False),
    PrimaryKeyConstraint("article", name="signatures_pk"),
)
# Without a foreign key, which would need a second index of this many rows: the keys to delete follow from the hashes.
signature_keys = Table(
    "signature_keys",
    metadata,
    Column("key", BigInteger, nullable=False),
    Column("article", Key, nullable=False),
    PrimaryKeyConstraint("key", "article", name="signature_keys_pk"),
    sqlite_with_rowid=False,
)
# One link at most is found for each current version, as the later or the earlier of two. A foreign key on these two
# would lock the other article's head out of order, and two processes could wait for each other for ever.
near_duplicates = Table(
    "near_duplicates",
    metadata,
    Column("found_by", Key, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("article", Key, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("of_article", Key, nullable=False),
    Column("of_version", BigInteger, nullable=False),
    Column("similarity", Float, nullable=False),
    PrimaryKeyConstraint("found_by", name="near_duplicates_pk"),
)
Index("near_duplicates_by_article", near_duplicates.c.article)
Index("near_duplicates_by_original", near_duplicates.c.of_article)

# One row a settled ledger entry: its uniqueness is what makes every entry end once.
# raw_sha256 is '' when the body was gone, and null once the article was forgotten.
outcomes = Table(
    "outcomes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("ledger", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("raw_sha256", Text),
    Column("outcome", Text, nullable=False),
    Column("article_id", Text),
    Column("version", BigInteger),
    Column("detail", Text),
    Column("accepted_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime, nullable=False),
    UniqueConstraint("ledger", "stream", "entry", "raw_sha256", name="outcomes_once"),
    CheckConstraint("outcome IN ('stored', 'duplicate', 'dead')", name="outcomes_kinds"),
)
Index("outcomes_by_acceptance", outcomes.c.ledger, outcomes.c.accepted_at, outcomes.c.outcome)
Index("outcomes_by_article", outcomes.c.article_id)

# What retention removed: outcomes by the UTC day of their acceptance, so that every sum still holds, ...
expired_outcomes = Table(
    "expired_outcomes",
    metadata,
    Column("ledger", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("day", UtcTime, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("entries", BigInteger, nullable=False),
    PrimaryKeyConstraint("ledger", "stream", "day", "outcome", name="expired_outcomes_pk"),
)
# ... and of each kind of thing up to which time nothing older need be there.
retention = Table(
    "retention",
    metadata,
    Column("kind", Text, nullable=False),
    Column("before", UtcTime, nullable=False),
    Column("removed", BigInteger, nullable=False),
    PrimaryKeyConstraint("kind", name="retention_pk"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Key, primary_key=True),
    Column("ledger", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("article_id", Text),
    Column("version", BigInteger),
    Column("stage", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("traceback", Text, nullable=False),
    Column("starts", Integer, nullable=False),
    Column("worker", Text, nullable=False),
    Column("accepted_at", UtcTime, nullable=False),
    Column("failed_at", UtcTime, nullable=False),
    Column("pipeline", Text, nullable=False),
    Column("run", Integer, nullable=False),
    Column("first_entry", Text, nullable=False),
    Column("replay_of", Key),
    Column("replayed_at", UtcTime),
    Column("replayed_by", Text),
    Column("replay_entry", Text),
    Column("replay_outcome", Text),
    Column("discarded_at", UtcTime),
    Column("discarded_by", Text),
    Column("discarded_why", Text),
    Column("raw", LargeBinary),
    sqlite_autoincrement=True,
)
Index("dead_letters_by_time", dead_letters.c.failed_at, dead_letters.c.id)
Index("dead_letters_by_article", dead_letters.c.article_id)

# Articles that an operator forgot, by the sha256 of their id: what was accepted up to that entry is stored no more.
forgotten = Table(
    "forgotten",
    metadata,
    Column("id_sha256", Text, primary_key=True),
    Column("up_to", Text, nullable=False),
    Column("forgotten_at", UtcTime, nullable=False),
)

# Full text: an FTS5 table on SQLite, a tsvector with a GIN index on PostgreSQL. `rowid` is the article's key.
# It stands in metadata of its own, since no DDL is common to the two.
full_text = Table(
    "full_text",
    MetaData(),
    Column("rowid", BigInteger, primary_key=True),
    Column("words", Text().with_variant(TSVECTOR, "postgresql"), nullable=False),
)
