"""`newsmill retag`: stored articles get the topics of the current scheme and model, through the queue."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from newsmill.article import Topic
from workers.cli.console import open_store, out, settings_for_command
from workers.cli.reprocess import Chosen, send_again
from workers.pipeline import Resources, run_topics
from workers.queue.rerun import clean_article

if TYPE_CHECKING:
    from workers.store import StoredResult

SHOWN_TOPICS = 20


def retag(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")] = False,
    source: Annotated[str | None, typer.Option(help="Only articles of this source.")] = None,
    again: Annotated[bool, typer.Option("--all", help="Include those that already have the current stamp.")] = False,
) -> None:
    """Tag stored articles again whose topics were made with a scheme, model or settings other than the current ones.

    Cleanup and entities are not run again. Live articles go first: retagging only uses the room they leave.
    Exit code 1 if some could not be sent because their raw article is no longer kept.
    """
    from workers.resources import load_resources
    from workers.store import Selection

    settings = settings_for_command()
    resources = load_resources(settings, ["topics"])
    with open_store(settings) as store:
        stale = Chosen(store, Selection(source=source), "topics", None if again else resources)
        if dry_run:
            _compare(iter(stale), resources)
        else:
            send_again(store, iter(stale), "topics", settings, stale.today())


def _compare(stale: Iterator["StoredResult"], resources: Resources) -> None:
    from workers.topics.retagging import changes

    names: dict[str, str] = {}
    looked_at = 0

    def tagged() -> Iterator[tuple[str, Sequence[Topic], Sequence[Topic]]]:
        nonlocal looked_at
        for stored in stale:
            result = stored.result()
            looked_at += 1
            now = run_topics(clean_article(result), resources).topics
            names.update({topic.id: topic.name for topic in (*result.topics, *now)})
            yield result.article_id, result.topics, now

    found = changes(tagged())
    out.print(f"{looked_at:,} articles would be retagged; {len(found):,} topics would change")
    if not found:
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("topic")
    table.add_column("added", justify="right")
    table.add_column("dropped", justify="right")
    table.add_column("such as", overflow="fold")
    for code, change in list(found.items())[:SHOWN_TOPICS]:
        example = (*change.added_to, *change.dropped_from)[0]
        table.add_row(f"{names[code]} {code}", f"+{change.added}", f"-{change.dropped}", example)
    out.print(table)
