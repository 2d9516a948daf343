"""The first schema: tables, full text and the views that other services read."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    """Make everything in an empty database."""
    _articles()
    _index_tables()
    _near_duplicates()
    _ledger()
    _full_text()
    _views()


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("article_id", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "results",
        _of_article(),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("explicit", sa.Boolean, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("source_key", sa.Text),
        sa.Column("headline", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("published_at", TIME),
        sa.Column("dated_at", TIME, nullable=False),
        sa.Column("accepted_at", TIME, nullable=False),
        sa.Column("stored_at", TIME, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("article", "version", name="results_pk"),
    )
    current: dict[str, Any] = {"sqlite_where": sa.text("current"), "postgresql_where": sa.text("current")}
    op.create_index("results_one_current", "results", ["article"], unique=True, **current)
    op.create_index("results_by_date", "results", ["dated_at", "article"], **current)
    op.create_index("results_by_source", "results", ["source_key", "dated_at", "article"], **current)
    op.create_index("results_by_storing", "results", ["stored_at", "article"])
    op.create_table(
        "raw_articles",
        _of_article(),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("accepted_at", TIME, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("article", "version", name="raw_articles_pk"),
    )
    op.create_index("raw_articles_by_age", "raw_articles", ["accepted_at"])


def _index_tables() -> None:
    op.create_table(
        "entities",
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("dated_at", TIME, nullable=False),
        _of_article(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("is_name", sa.Boolean, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("mentions", sa.Integer, nullable=False),
        sa.Column("salience", sa.Float, nullable=False),
        sa.Column("wikidata", sa.Text),
        sa.PrimaryKeyConstraint("name_key", "dated_at", "article", "number", name="entities_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("entities_by_article", "entities", ["article"])
    op.create_table(
        "topics",
        sa.Column("topic_id", sa.Text, nullable=False),
        sa.Column("dated_at", TIME, nullable=False),
        _of_article(),
        sa.Column("tagged", sa.Boolean, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("score", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("topic_id", "dated_at", "article", name="topics_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("topics_by_article", "topics", ["article"])


def _near_duplicates() -> None:
    op.create_table(
        "signatures",
        _of_article(),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("article", name="signatures_pk"),
    )
    op.create_table(
        "signature_keys",
        sa.Column("key", sa.BigInteger, nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", "article", name="signature_keys_pk"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "near_duplicates",
        sa.Column("found_by", KEY, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("article", KEY, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("of_article", KEY, nullable=False),
        sa.Column("of_version", sa.BigInteger, nullable=False),
        sa.Column("similarity", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("found_by", name="near_duplicates_pk"),
    )
    op.create_index("near_duplicates_by_article", "near_duplicates", ["article"])
    op.create_index("near_duplicates_by_original", "near_duplicates", ["of_article"])


def _ledger() -> None:
    op.create_table(
        "outcomes",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("raw_sha256", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("article_id", sa.Text),
        sa.Column("version", sa.BigInteger),
        sa.Column("detail", sa.Text),
        sa.Column("accepted_at", TIME, nullable=False),
        sa.Column("settled_at", TIME, nullable=False),
        sa.UniqueConstraint("ledger", "stream", "entry", "raw_sha256", name="outcomes_once"),
        sa.CheckConstraint("outcome IN ('stored', 'duplicate', 'dead')", name="outcomes_kinds"),
    )
    op.create_index("outcomes_by_kind", "outcomes", ["ledger", "outcome"])
    op.create_index("outcomes_by_article", "outcomes", ["article_id"])
    op.create_table(
        "dead_letters",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("article_id", sa.Text),
        sa.Column("version", sa.BigInteger),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("traceback", sa.Text, nullable=False),
        sa.Column("starts", sa.Integer, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("accepted_at", TIME, nullable=False),
        sa.Column("failed_at", TIME, nullable=False),
        sa.Column("pipeline", sa.Text, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("first_entry", sa.Text, nullable=False),
        sa.Column("replay_of", KEY),
        sa.Column("replayed_at", TIME),
        sa.Column("replayed_by", sa.Text),
        sa.Column("replay_entry", sa.Text),
        sa.Column("replay_outcome", sa.Text),
        sa.Column("discarded_at", TIME),
        sa.Column("discarded_by", sa.Text),
        sa.Column("discarded_why", sa.Text),
        sa.Column("raw", sa.LargeBinary),
        sqlite_autoincrement=True,
    )
    op.create_index("dead_letters_by_time", "dead_letters", ["failed_at", "id"])
    op.create_index("dead_letters_by_article", "dead_letters", ["article_id"])
    op.create_table(
        "forgotten",
        sa.Column("id_sha256", sa.Text, primary_key=True),
        sa.Column("up_to", sa.Text, nullable=False),
        sa.Column("forgotten_at", TIME, nullable=False),
    )


def _full_text() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE full_text (rowid bigint PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,"
            " words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX full_text_by_word ON full_text USING gin (words)")
    else:
        # The words come folded and parted by spaces (workers/store/words.py): the ascii tokenizer only splits them.
        op.execute("CREATE VIRTUAL TABLE full_text USING fts5 (words, tokenize = 'ascii', detail = none)")


def _views() -> None:
    results = """
        CREATE VIEW newsmill_results AS
        SELECT a.article_id, r.version, r.current, r.run, r.fingerprint, r.status, r.language, r.source, r.headline,
               r.url, r.published_at, r.dated_at, r.accepted_at, r.stored_at, r.record
        FROM results AS r JOIN articles AS a ON a.id = r.article
        """
    if op.get_bind().dialect.name == "postgresql":
        results = results.replace("r.record", "CAST(r.record AS json) AS record")
    op.execute(results)
    op.execute(
        """
        CREATE VIEW newsmill_entities AS
        SELECT a.article_id, r.version, e.name_key, e.is_name, e.name, e.label, e.mentions, e.salience, e.wikidata,
               e.dated_at
        FROM entities AS e JOIN articles AS a ON a.id = e.article
        JOIN results AS r ON r.article = e.article AND r.current
        """
    )
    op.execute(
        """
        CREATE VIEW newsmill_topics AS
        SELECT a.article_id, r.version, t.topic_id, t.tagged, t.name, t.score, t.dated_at
        FROM topics AS t JOIN articles AS a ON a.id = t.article
        JOIN results AS r ON r.article = t.article AND r.current
        """
    )
    op.execute(
        """
        CREATE VIEW newsmill_near_duplicates AS
        SELECT a.article_id, n.version, o.article_id AS of_article_id, n.of_version, n.similarity
        FROM near_duplicates AS n JOIN articles AS a ON a.id = n.article JOIN articles AS o ON o.id = n.of_article
        """
    )
    op.execute(
        """
        CREATE VIEW newsmill_outcomes AS
        SELECT ledger, stream, entry, outcome, article_id, version, detail, accepted_at, settled_at FROM outcomes
        """
    )
    op.execute(
        """
        CREATE VIEW newsmill_dead_letters AS
        SELECT id, ledger, stream, entry, article_id, version, stage, error, message, starts, worker, accepted_at,
               failed_at, pipeline, run, replay_of, replayed_at, replay_outcome, discarded_at
        FROM dead_letters
        """
    )


def _of_article() -> sa.Column[int]:
    return sa.Column("article", KEY, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False)
