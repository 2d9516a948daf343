"""`newsmill dead`: the entries that failed, and what to do about them."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from config.settings import Settings
from newsmill.errors import Misconfigured
from workers.cli.console import (
    FAILED,
    AsJson,
    err,
    open_store,
    out,
    print_json,
    print_raw,
    settings_for_command,
)
from workers.cli.letter_display import group_list, letter_facts, letter_list
from workers.cli.letter_options import (
    ArticleId,
    DryRun,
    Error,
    Every,
    Message,
    Most,
    Numbers,
    Stage,
    State,
    Yes,
    chosen_letters,
    letter_query,
)
from workers.cli.operator import operator
from workers.cli.rerun_lane import Lane
from workers.cli.times import Before, OlderThan, Since
from workers.queue.rerun import Rerun

if TYPE_CHECKING:
    from workers.store import DeadLetter, LetterQuery, Store

app = typer.Typer(help="Dead letters: list, show, replay and discard them.", no_args_is_help=True)


@app.command("list")
def list_letters(
    stage: Stage = None,
    error: Error = None,
    message: Message = None,
    article: ArticleId = None,
    since: Since = None,
    before: Before = None,
    older_than: OlderThan = None,
    state: State = "open",
    group: Annotated[bool, typer.Option("--group", help="One line per cause: stage, error, message, count.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many, the newest; --group counts all.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List dead letters, newest first.

    Exit code 1 if there are none.
    """
    query = letter_query(
        None, stage, error, message, article, since, before, older_than, state, None if group else limit
    )
    with open_store(settings_for_command()) as store:
        if group:
            found = _print_groups(store, query, as_json=as_json)
        else:
            found = _print_letters(store.dead_letters(query), as_json=as_json)
    if not found:
        err.print("no dead letters" if state == "any" else f"no dead letters are {state}")
        raise typer.Exit(FAILED)
    if not group and found == limit and not as_json:
        err.print(f"only the newest {limit:,} are shown (--limit); --group counts all by cause", style="dim")


def _print_letters(letters: "list[DeadLetter]", *, as_json: bool) -> int:
    if as_json:
        for letter in letters:
            print_json({**asdict(letter), "state": letter.state})
    elif letters:
        out.print(letter_list(letters))
    return len(letters)


def _print_groups(store: "Store", query: "LetterQuery", *, as_json: bool) -> int:
    from workers.store import grouped

    groups = grouped(store.walk_dead_letters(query))
    if as_json:
        for group in groups:
            print_json(asdict(group))
    elif groups:
        out.print(group_list(groups))
    return len(groups)


@app.command()
def show(
    number: Annotated[int, typer.Argument(help="Its number, as shown by `newsmill dead list`.")],
    raw: Annotated[bool, typer.Option("--raw", help="Print only the article's JSON as it was accepted.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print everything about a dead letter.

    Exit code 1 if it, or with --raw its article, does not exist.
    """
    from workers.store import LetterQuery

    with open_store(settings_for_command()) as store:
        letters = store.dead_letters(LetterQuery(ids=(number,)))
        again = store.dead_letters(LetterQuery(replay_of=number))
        body = store.dead_letter_raw(number)
    if not letters or (raw and body is None):
        what = "its article is no longer kept" if letters else "does not exist"
        err.print(f"dead letter {number}: {what}")
        raise typer.Exit(FAILED)
    size = None if body is None else len(body)
    if raw:
        print_raw(body or b"")
    elif as_json:
        failed_again = [letter.id for letter in again]
        print_json({**asdict(letters[0]), "state": letters[0].state, "raw_bytes": size, "failed_again": failed_again})
    else:
        for line in letter_facts(letters[0], size, again):
            out.print(line)


@app.command()
def replay(
    numbers: Numbers = None,
    stage: Stage = None,
    error: Error = None,
    message: Message = None,
    article: ArticleId = None,
    since: Since = None,
    before: Before = None,
    older_than: OlderThan = None,
    every: Every = False,
    limit: Most = None,
    again: Annotated[
        bool, typer.Option("--again", help="Include those already replayed, for example because Redis was lost.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Send dead letters through all stages again, once the cause of the failure is fixed.

    Each becomes a new accepted entry when live articles leave room. It is never a duplicate, and an article that was
    stored in the meantime stays as it is. Exit code 1 if none was sent, or if the article of one is no longer kept.
    """
    query = letter_query(numbers, stage, error, message, article, since, before, older_than, "open", limit)
    if again:
        query = replace(query, states=("open", "replaying", "replayed"))
    settings = settings_for_command()
    with open_store(settings) as store:
        letters = chosen_letters(store, query, every, "replayed", dry_run=dry_run, yes=yes)
        sent, without = _send(store, letters, settings, again=again) if letters and not dry_run else (0, 0)
    if dry_run:
        return
    if letters:
        err.print(f"{sent:,} queued; `newsmill dead list --state replaying` shows those that have not finished yet")
    if without:
        err.print(
            f"{without:,} skipped: their article is no longer kept, or somebody else replayed them", style="yellow"
        )
    if without or not sent:
        raise typer.Exit(FAILED)


def _send(store: "Store", letters: "Sequence[DeadLetter]", settings: Settings, *, again: bool) -> tuple[int, int]:
    lane, by = Lane(settings), operator()
    sent = without = 0
    for letter in letters:
        raw = store.dead_letter_raw(letter.id)
        # Claimed first, so that of two operators one sends it; given back when it was not sent after all.
        if raw is None or not store.claim_replay(letter.id, by, again=again):
            without += 1
            continue
        try:
            lane.put(Rerun(raw, letter.run, letter.first_entry, letter=letter.id))
        except BaseException:
            store.release_replay(letter.id)
            raise
        sent += 1
    return sent, without


@app.command()
def discard(
    why: Annotated[str, typer.Option(help="The reason, kept with your name and the time.")],
    numbers: Numbers = None,
    stage: Stage = None,
    error: Error = None,
    message: Message = None,
    article: ArticleId = None,
    since: Since = None,
    before: Before = None,
    older_than: OlderThan = None,
    every: Every = False,
    limit: Most = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Discard dead letters: their articles are deleted, a record of each stays.

    Exit code 1 if none was discarded.
    """
    if not why.strip():
        raise Misconfigured("--why: give a reason, for those who read it later")
    query = letter_query(numbers, stage, error, message, article, since, before, older_than, "open", limit)
    with open_store(settings_for_command()) as store:
        letters = chosen_letters(store, query, every, "discarded", dry_run=dry_run, yes=yes)
        if dry_run:
            return
        done = sum(store.discard(letter.id, operator(), why.strip()) for letter in letters)
    if letters:
        err.print(f"{done:,} discarded")
    if not done:
        raise typer.Exit(FAILED)
