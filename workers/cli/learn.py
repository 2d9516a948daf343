"""`newsmill learn-boilerplate`: lines that a source repeats across its articles, as a list that operators can edit."""

import hashlib
import re
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer

from newsmill.errors import Misconfigured
from workers.cli.console import FAILED, err, open_store, settings_for_command

MOST_ARTICLES = 2000  # of a source: enough to tell what repeats, and read in seconds


def learn_boilerplate(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder for the lists; default: NEWSMILL_CLEANUP_SOURCE_LISTS."),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Learn only this source.")] = None,
) -> None:
    """Learn each source's boilerplate from its stored articles, and write one YAML list per source.

    Review the lists, delete lines that are news, set NEWSMILL_CLEANUP_SOURCE_LISTS to their folder and restart the
    cleanup workers. A list is part of the stamp of its own source only.
    """
    from workers.cleanup.sources import learn_source_list, read_source_lists, write_source_list
    from workers.store import Selection

    settings = settings_for_command()
    target = folder or settings.cleanup.source_lists
    if target is None:
        raise Misconfigured("name a folder for the lists, or set NEWSMILL_CLEANUP_SOURCE_LISTS")
    target.mkdir(parents=True, exist_ok=True)
    previous = read_source_lists(target)
    texts: dict[str, list[str]] = defaultdict(list)
    with open_store(settings) as store:
        for stored in store.walk(Selection(source=source)):
            result = stored.result()
            if result.source is not None and len(texts[result.source]) < MOST_ARTICLES:
                texts[result.source].append(result.text)
    learned = 0
    for name, found in sorted(texts.items()):
        try:
            lines = learn_source_list(name, found, previous=previous.get(name))
        except ValueError as reason:
            err.print(f"{name}: not learned: {reason}")
            continue
        path = target / file_name(name)
        write_source_list(path, lines)
        learned += 1
        err.print(f"{name}: {len(lines.lines)} lines from {len(found)} articles, in {path}")
    if not learned:
        err.print("nothing was learned: no source has enough stored articles")
        raise typer.Exit(FAILED)


def file_name(source: str) -> str:
    """A file name that is readable and differs for every source."""
    readable = re.sub(r"[^a-z0-9]+", "-", source.casefold()).strip("-")[:60]
    return f"{readable}-{hashlib.sha256(source.encode()).hexdigest()[:6]}.yaml"
