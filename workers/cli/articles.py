"""`newsmill show`, `search` and `forget`: stored articles."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import orjson
import typer
from rich.table import Table

from config.settings import Settings
from newsmill.article import claimed_id
from newsmill.client.connect import connect
from newsmill.errors import Misconfigured
from workers.cli.console import (
    FAILED,
    AsJson,
    confirm,
    err,
    open_store,
    out,
    print_raw,
    redis_address,
    settings_for_command,
)
from workers.cli.letter_display import dead_letter_lines
from workers.cli.result_display import near_duplicate_line, result_lines
from workers.cli.times import time_option
from workers.cli.topic_lookup import topic_named
from workers.queue.ledger import Ledger
from workers.queue.leftovers import remove_events
from workers.queue.repeats import forget_repeats


def show(
    article_id: Annotated[str, typer.Argument(help="The article's id.")],
    version: Annotated[int | None, typer.Option(help="Version; default: the current one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print one article: its clean text, entities, topics and their evidence.

    Exit code 1 if it is not stored.
    """
    from workers.store import LetterQuery

    with open_store(settings_for_command()) as store:
        stored = store.get(article_id, version)
        letters = store.dead_letters(LetterQuery(article_id=article_id, limit=50))
        links = store.near_duplicates(article_id)
    if stored is not None and as_json:
        print_raw(stored.record)
    elif stored is not None:
        for line in result_lines(stored.result()):
            out.print(line)
        for link in links:
            out.print(near_duplicate_line(link, article_id))
    for letter in letters:
        for line in dead_letter_lines(letter):
            err.print(line)
    if stored is None:
        if not letters:
            named = f"{article_id} version {version}" if version else article_id
            err.print(f"{named} is not in the store; `newsmill status` shows what is still in progress")
        raise typer.Exit(FAILED)


def search(
    entity: Annotated[str | None, typer.Option(help="A name or alias of a person, organisation, place …")] = None,
    topic: Annotated[str | None, typer.Option(help="A topic's id or name; includes the topics below it.")] = None,
    since: Annotated[datetime | None, time_option("Dated at this UTC time or later, such as 2026-11-23.")] = None,
    text: Annotated[str | None, typer.Option(help="Words in the text or headline; all must match.")] = None,
    source: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """Find stored articles, newest first; all conditions must hold.

    Exit code 1 if there are none.
    """
    if not any((entity, topic, since, text, source)):
        raise Misconfigured("give at least one of --entity, --topic, --since, --text or --source")
    settings = settings_for_command()
    topic_id = topic_named(topic, settings.topics.custom) if topic else None
    with open_store(settings) as store:
        hits = store.search(entity=entity, topic=topic_id, since=since, text=text, source=source, limit=limit)
    if as_json:
        for hit in hits:
            print_raw(orjson.dumps(asdict(hit)))
    elif hits:
        table = Table(box=None, pad_edge=False)
        for column in ("dated", "headline", "source", "id"):
            table.add_column(column, overflow="fold")
        for hit in hits:
            table.add_row(f"{hit.dated_at:%Y-%m-%d}", hit.headline or "(none)", hit.source or "", hit.article_id)
        out.print(table)
    if not hits:
        err.print("no articles found")
        raise typer.Exit(FAILED)


def forget(
    article_id: Annotated[str, typer.Argument(help="The article's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Remove an article everywhere: results, raw text, index, dead letters, events. This cannot be undone.

    Entries of it that are still queued, re-runs included, end without being stored.
    Exit code 1 if nothing was found.
    """
    if not yes:
        confirm(f"Remove every version of {article_id} permanently?")
    settings = settings_for_command()
    ledger = _queue(settings)
    with open_store(settings) as store:
        gone = store.forget(article_id, ledger.last_entry() if ledger else None)
    events = remove_events(ledger.client, article_id) if ledger else 0
    if ledger:
        forget_repeats(ledger.client)  # whose they are is not known there; they are made again
    removed = f"{gone.versions} versions, {gone.dead_letters} dead letters and {events} events"
    err.print(f"removed: {removed} of {article_id}")
    queued = sum(claimed_id(body) == article_id for body in ledger.bodies()) if ledger else 0
    if queued:
        err.print(f"{queued} entries of it are still in progress; they will end without being stored", style="yellow")
    if not (gone.versions or gone.dead_letters or events or queued):
        raise typer.Exit(FAILED)


def _queue(settings: Settings) -> Ledger | None:
    try:
        return Ledger(connect(redis_address(settings), retries=1))
    except Misconfigured:
        err.print("the queue was not searched: no Redis is running or configured", style="yellow")
        return None
