"""Options that select dead letters, the query they make, and the confirmation before a command acts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newsmill.article import STAGES
from newsmill.errors import Misconfigured
from workers.cli.console import confirm, err, out
from workers.cli.letter_display import group_list
from workers.cli.names import check_names
from workers.cli.times import latest
from workers.queue.keys import SETTLE

if TYPE_CHECKING:
    from workers.store import DeadLetter, LetterQuery, Store

Numbers = Annotated[list[int] | None, typer.Argument(help="Numbers of dead letters, as shown by `newsmill dead list`.")]
Stage = Annotated[str | None, typer.Option(help="Failed in this stage: cleanup, entities, topics, settle.")]
Error = Annotated[str | None, typer.Option(help="Failed with this error class, such as Permanent.")]
Message = Annotated[str | None, typer.Option(help="The message contains this text.")]
ArticleId = Annotated[str | None, typer.Option("--article", help="Of this article.")]
State = Annotated[
    str,
    typer.Option(help="open, replaying (sent again, not finished), replayed, discarded, or any."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count only; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")]
Every = Annotated[bool, typer.Option("--all", help="All open ones, without any filter.")]
Most = Annotated[int | None, typer.Option(min=1, help="At most this many, the newest.")]

STATES = ("open", "replaying", "replayed", "discarded")
FAILING = (*STAGES, SETTLE)


def letter_query(
    numbers: Sequence[int] | None,
    stage: str | None,
    error: str | None,
    message: str | None,
    article: str | None,
    since: datetime | None,
    before: datetime | None,
    older_than: str | None,
    state: str,
    limit: int | None,
) -> "LetterQuery":
    """The query of a command's options. Raises Misconfigured for a stage or a state that there is not."""
    from workers.store import LetterQuery

    check_names("stage", [stage] if stage is not None else [], FAILING)
    check_names("state", [state], (*STATES, "any"))
    return LetterQuery(
        ids=tuple(numbers or ()),
        article_id=article,
        stage=stage,
        error=error,
        message=message,
        since=since,
        before=latest(before, older_than, datetime.now(UTC)),
        states=STATES if state == "any" else (state,),  # type: ignore[arg-type]  # checked above
        limit=limit,
    )


def chosen_letters(
    store: "Store", query: "LetterQuery", every: bool, done: str, *, dry_run: bool, yes: bool
) -> "list[DeadLetter]":
    """The dead letters that the query asks for, shown by cause, and asked about when there are several.

    `done` says what becomes of them. Raises Misconfigured when nothing says which, or nobody can answer.
    """
    filters = (query.ids, query.article_id, query.stage, query.error, query.message, query.since, query.before)
    if not every and not any(filters):
        raise Misconfigured("choose dead letters by number, with a filter such as --stage, or with --all")
    letters = list(store.walk_dead_letters(query))
    if not letters:
        err.print("no open dead letter matches")
        return []
    if len(letters) > 1 or dry_run:
        from workers.store import grouped

        (out if dry_run else err).print(group_list(grouped(letters)))
    if dry_run:
        out.print(f"{len(letters):,} dead letters would be {done}")
    elif len(letters) > 1 and not yes:
        confirm(f"{len(letters):,} dead letters will be {done}. Continue?")
    return letters
