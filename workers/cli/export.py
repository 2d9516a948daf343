"""`newsmill export`: stored results as JSON lines, for everything that reads files."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from workers.cli.console import err, open_store, print_raw, settings_for_command
from workers.cli.times import Before, OlderThan, Since, latest
from workers.cli.topic_lookup import topic_named


def export(
    ids: Annotated[list[str] | None, typer.Argument(help="Article ids; default: all that match the filters.")] = None,
    source: Annotated[str | None, typer.Option(help="Published by this source.")] = None,
    entity: Annotated[str | None, typer.Option(help="Naming this person, organisation, place …")] = None,
    topic: Annotated[str | None, typer.Option(help="On this topic (id or name) or one below it.")] = None,
    text: Annotated[str | None, typer.Option(help="With these words in the text or headline.")] = None,
    since: Since = None,
    before: Before = None,
    older_than: OlderThan = None,
) -> None:
    """Print the current results of stored articles as JSON lines; `newsmill schema result` describes them.

    All filters must hold; dates are publication dates. Articles are in the order in which they first came. An export of
    millions takes no more memory than one of a few hundred, and keeps nobody else from the database.
    """
    from workers.store import Selection

    settings = settings_for_command()
    selection = Selection(
        ids=tuple(ids or ()),
        source=source,
        entity=entity,
        topic=topic_named(topic, settings.topics.custom) if topic else None,
        text=text,
        since=since,
        before=latest(before, older_than, datetime.now(UTC)),
    )
    number = 0
    with open_store(settings) as store:
        for stored in store.walk(selection):
            print_raw(stored.record)
            number += 1
    err.print("1 article" if number == 1 else f"{number:,} articles")
