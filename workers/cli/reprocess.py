"""`newsmill reprocess`: stored articles go through the stages again, behind live articles."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated, cast

import orjson
import typer
from rich.table import Table

from config.settings import Settings
from newsmill.article import STAGES, Stage
from workers.cli.console import FAILED, err, open_store, out, settings_for_command
from workers.cli.names import check_names
from workers.cli.rerun_lane import Lane
from workers.cli.times import Before, OlderThan, Since, latest
from workers.cli.topic_lookup import topic_named
from workers.pipeline import Resources
from workers.queue.rerun import is_outdated, rerun_of, stages_from

if TYPE_CHECKING:
    from workers.store import Selection, Store, StoredResult


def reprocess(
    ids: Annotated[list[str] | None, typer.Argument(help="Article ids; default: all that match the filters.")] = None,
    start: Annotated[
        str, typer.Option("--from", help="The first stage to run: cleanup, entities or topics.")
    ] = "cleanup",
    source: Annotated[str | None, typer.Option(help="Published by this source.")] = None,
    entity: Annotated[str | None, typer.Option(help="Naming this person, organisation, place …")] = None,
    topic: Annotated[str | None, typer.Option(help="On this topic (id or name) or one below it.")] = None,
    text: Annotated[str | None, typer.Option(help="With these words in the text or headline.")] = None,
    near: Annotated[str | None, typer.Option(help="The article with this id and its near-duplicates.")] = None,
    fingerprint: Annotated[
        str | None,
        typer.Option(help="Made by the pipeline with this fingerprint (or its beginning); --dry-run lists them."),
    ] = None,
    since: Since = None,
    before: Before = None,
    older_than: OlderThan = None,
    again: Annotated[bool, typer.Option("--all", help="Include those made by the current pipeline.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most this many, the oldest first.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only; change nothing.")] = False,
) -> None:
    """Send stored articles through the stages again: those not made by the current pipeline.

    All filters must hold; dates are publication dates. Live articles go first: re-runs only use the room they leave. A
    new result replaces the older run of its version. Finished ones are skipped, so an interrupted command can be
    repeated. Exit code 1 if some could not be sent because their raw article is no longer kept.
    """
    from workers.resources import load_resources
    from workers.store import Selection

    check_names("stage", [start], STAGES)
    stage = cast("Stage", start)
    settings = settings_for_command()
    selection = Selection(
        ids=tuple(ids or ()),
        source=source,
        entity=entity,
        topic=topic_named(topic, settings.topics.custom) if topic else None,
        text=text,
        near=near,
        fingerprint=fingerprint,
        since=since,
        before=latest(before, older_than, datetime.now(UTC)),
    )
    resources = None if again else load_resources(settings, stages_from(stage))
    with open_store(settings) as store:
        chosen = Chosen(store, selection, stage, resources)
        if dry_run:
            _count(islice(chosen, limit), stage)
        else:
            send_again(store, islice(chosen, limit), stage, settings, chosen.today())
    if chosen.up_to_date:
        err.print(f"skipped, made by the current pipeline: {chosen.up_to_date:,} (--all includes them)")


@dataclass
class Chosen:
    """The stored articles of a selection whose stages are not those of today; all of it without resources."""

    store: "Store"
    selection: "Selection"
    stage: Stage
    resources: Resources | None
    up_to_date: int = field(default=0, init=False)

    def __iter__(self) -> Iterator["StoredResult"]:
        for stored in self.store.walk(self.selection):
            if self.resources is None or self._is_outdated(stored):
                yield stored
            else:
                self.up_to_date += 1

    def _is_outdated(self, stored: "StoredResult") -> bool:
        record = orjson.loads(stored.record)
        return is_outdated(record["pipeline"], self.today(record["source"]))

    def today(self, source: str | None = None) -> dict[Stage, str]:
        """The stamps of today's stages for articles of this source; none where all are chosen, whatever made them."""
        if self.resources is None:
            return {}
        return {stage: self.resources.stamp(stage, source) for stage in stages_from(self.stage)}


def _count(chosen: Iterator["StoredResult"], stage: Stage) -> None:
    counts = Counter(orjson.loads(stored.record)["pipeline"]["fingerprint"] for stored in chosen)
    out.print(f"{counts.total():,} articles would be re-run from {stage} on")
    if counts:
        table = Table(box=None, pad_edge=False)
        table.add_column("articles", justify="right")
        table.add_column("made by pipeline", overflow="fold")
        for fingerprint, count in counts.most_common():
            table.add_row(f"{count:,}", fingerprint)
        out.print(table)


def send_again(
    store: "Store", chosen: Iterator["StoredResult"], stage: Stage, settings: Settings, today: Mapping[Stage, str]
) -> None:
    """Put stored articles into the lane, from this stage on. Ends with exit code 1 when some have no raw article.
    Raises Misconfigured when the workers would not give them today's stamps."""
    lane = Lane(settings)
    lane.expect(today)
    sent = without_raw = 0
    for stored in chosen:
        raw = store.raw(stored.article_id, stored.version)
        if raw is None:
            without_raw += 1
            continue
        lane.put(rerun_of(stored.result(), raw, stored.entry, stage))
        sent += 1
    err.print(f"{sent:,} articles are queued to be re-run from {stage} on; `newsmill status` shows how many still wait")
    if without_raw:
        err.print(
            f"{without_raw:,} skipped: their raw article is no longer kept (NEWSMILL_STORE_RAW_DAYS)", style="yellow"
        )
        raise typer.Exit(FAILED)
