"""Retention: counts of what was removed by age, and the indexes by which ages and windows of time are found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    """Add the two small tables, and replace the index by kind with one that counts windows of time as well."""
    op.create_table(
        "expired_outcomes",
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("day", TIME, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("entries", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("ledger", "stream", "day", "outcome", name="expired_outcomes_pk"),
    )
    op.create_table(
        "retention",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("before", TIME, nullable=False),
        sa.Column("removed", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("kind", name="retention_pk"),
    )
    op.drop_index("outcomes_by_kind", table_name="outcomes")
    op.create_index("outcomes_by_acceptance", "outcomes", ["ledger", "accepted_at", "outcome"])
    op.create_index("results_by_age", "results", ["accepted_at", "article"])
