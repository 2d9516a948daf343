"""Alembic's entry: runs the scripts in the transaction that migrate() opened and locked."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="newsmill_schema",
    transactional_ddl=True,
)
context.run_migrations()
