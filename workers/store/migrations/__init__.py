"""Alembic's scripts: one file a change of the schema, never edited once released."""
