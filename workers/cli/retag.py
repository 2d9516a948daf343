"""`newsmill retag`: stored articles get the topics that today's scheme and model give them, through the queue."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from config.settings import Settings
from workers.article import Topic
from workers.cli.console import FAILED, err, open_store, out, settings_for_command
from workers.cli.lane import Lane
from workers.pipeline import Resources, run_topics
from workers.queue.rerun import clean_article, rerun_of

if TYPE_CHECKING:
    from workers.store import StoredResult

SHOWN_TOPICS = 20


def retag(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    source: Annotated[str | None, typer.Option(help="Articles of this source alone.")] = None,
    again: Annotated[bool, typer.Option("--all", help="Also those that carry today's stamp already.")] = False,
) -> None:
    """Tag stored articles anew whose topics were made by another scheme, model or settings than today's.

    Cleanup and entities are not run again. New articles go first: retagging takes only the places that they leave.
    Exit code 1 when some could not be sent because their raw article is no longer kept.
    """
    from workers.resources import load_resources

    settings = settings_for_command()
    resources = load_resources(settings, ["topics"])
    stamp = resources.topics.stamp if resources.topics else ""
    stale = _stale(settings, None if again else stamp, source)
    if dry_run:
        _compare(stale, resources)
    else:
        _send(stale, settings)


def _stale(settings: Settings, stamp: str | None, source: str | None) -> Iterator["StoredResult"]:
    with open_store(settings) as store:
        for stored in store.walk(source):
            if stamp is None or stored.result().pipeline.topics != stamp:
                yield stored


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
    out.print(f"{looked_at:,} articles would be tagged anew; {len(found):,} topics would change")
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


def _send(stale: Iterator["StoredResult"], settings: Settings) -> None:
    lane = Lane(settings)
    sent = without_raw = 0
    with open_store(settings) as store:
        for stored in stale:
            raw = store.raw(stored.article_id, stored.version)
            if raw is None:
                without_raw += 1
                continue
            lane.put(rerun_of(stored.result(), raw, stored.entry, "topics"))
            sent += 1
    err.print(f"{sent:,} articles are on the queue to be tagged anew; `newsmill status` tells when they are done")
    if without_raw:
        err.print(
            f"{without_raw:,} were left: their raw article is no longer kept (NEWSMILL_STORE_RAW_DAYS)", style="yellow"
        )
        raise typer.Exit(FAILED)
