"""Dead letters as people read them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workers.settlement import accepted_at

if TYPE_CHECKING:
    from workers.store import DeadLetter, DeadLetterGroup


def letter_table(letters: "Sequence[DeadLetter]") -> Table:
    """One line a dead letter."""
    table = Table(box=None, pad_edge=False)
    table.add_column("number", justify="right")
    for column in ("failed", "stage", "error"):
        table.add_column(column, no_wrap=True)
    table.add_column("article", overflow="fold")
    table.add_column("message", overflow="fold")
    open_alone = all(letter.state == "open" for letter in letters)
    for letter in letters:
        said = letter.message if open_alone else f"[{_state(letter)}] {letter.message}"
        table.add_row(
            str(letter.id), _short(letter.failed_at), letter.stage, letter.error, letter.article_id or "", Text(said)
        )
    return table


def group_table(groups: "Sequence[DeadLetterGroup]") -> Table:
    """One line a cause."""
    table = Table(box=None, pad_edge=False)
    table.add_column("count", justify="right")
    for column in ("stage", "error", "oldest", "newest"):
        table.add_column(column, no_wrap=True)
    table.add_column("such as", justify="right")
    table.add_column("message", overflow="fold")
    for group in groups:
        when = (_short(group.oldest), _short(group.newest))
        table.add_row(f"{group.count:,}", group.stage, group.error, *when, str(group.example), Text(group.message))
    return table


def dead_letter_lines(letter: "DeadLetter") -> Iterator[RenderableType]:
    """A dead letter: where, when and why."""
    style = "bold red" if letter.state == "open" else "dim"
    yield Text(f"dead letter {letter.id} ({_state(letter)}): {letter.error} in {letter.stage}", style=style)
    yield Padding(Text(letter.message), (0, 2))
    yield Text(
        f"  accepted {letter.accepted_at:%Y-%m-%d %H:%M:%S} UTC, failed {letter.failed_at:%Y-%m-%d %H:%M:%S} UTC",
        style="dim",
    )


def letter_facts(letter: "DeadLetter", size: int | None, again: "Sequence[DeadLetter]") -> Iterator[RenderableType]:
    """All about one dead letter. `size` is that of its article in bytes; `again` are the failures of its replays."""
    yield Text(f"dead letter {letter.id}: {letter.error} in {letter.stage}", style="bold red")
    yield Padding(Text(letter.message), (0, 2))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _facts(letter, size, again):
        table.add_row(name, Text(value))
    yield table
    if letter.traceback:
        yield Text("\n" + letter.traceback.rstrip(), style="dim")


def _facts(letter: "DeadLetter", size: int | None, again: "Sequence[DeadLetter]") -> Iterator[tuple[str, str]]:
    version = "" if letter.version is None else f" version {letter.version}"
    yield "state", _state(letter)
    yield "article", f"{letter.article_id}{version}" if letter.article_id else "the input names none"
    yield "raw", "no longer kept" if size is None else f"{size:,} bytes (newsmill dead show {letter.id} --raw)"
    yield "entry", f"{letter.entry} of {letter.stream}, ledger {letter.ledger}"
    if letter.first_entry != letter.entry:
        yield "first accepted", f"{_long(accepted_at(letter.first_entry))} as entry {letter.first_entry}"
    yield "accepted", _long(letter.accepted_at)
    yield "failed", _long(letter.failed_at)
    yield "starts", str(letter.starts)
    yield "run", str(letter.run)
    if letter.worker:
        yield "worker", letter.worker
    if letter.pipeline:
        yield "pipeline", letter.pipeline
    if letter.replay_of is not None:
        yield "replay of", f"dead letter {letter.replay_of}"
    if letter.replayed_at is not None:
        yield "replayed", f"{_long(letter.replayed_at)} by {letter.replayed_by}"
    if letter.replay_outcome is not None:
        numbers = ", ".join(str(one.id) for one in again)
        became = f"failed again as dead letter {numbers}" if letter.replay_outcome == "dead" else letter.replay_outcome
        yield "became", f"{became} (entry {letter.replay_entry})"
    if letter.discarded_at is not None:
        yield "discarded", f"{_long(letter.discarded_at)} by {letter.discarded_by}: {letter.discarded_why}"


def _state(letter: "DeadLetter") -> str:
    return f"replayed: {letter.replay_outcome}" if letter.state == "replayed" else letter.state


def _short(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"


def _long(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"
