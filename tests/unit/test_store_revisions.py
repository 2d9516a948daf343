"""The revisions that the store knows by heart are those that Alembic finds."""

from alembic.script import ScriptDirectory

from workers.store.migrate import REVISIONS, _config


def test_the_known_revisions_are_those_of_the_scripts() -> None:
    found = [revision.revision for revision in ScriptDirectory.from_config(_config()).walk_revisions()]
    assert list(reversed(found)) == list(REVISIONS)
