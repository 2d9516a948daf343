"""Dead letters as the commands print them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workers.entry_id import accepted_at

if TYPE_CHECKING:
    from workers.store import DeadLetter, DeadLetterGroup

MESSAGE_WIDTH = 60  # a message with less room beside the facts stands below them
PAD = "  "


@dataclass(frozen=True)
class Listing:
    """Rows of facts, each with a message beside it, or below it where that leaves the message too little room."""

    names: tuple[str, ...]
    rows: list[tuple[tuple[str, ...], str]]  # the facts of a row, and its message

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """One line a row, as in a pipe or a wide terminal; else facts, and the message under them."""
        widths = [
            max(map(cell_len, column)) for column in zip(self.names, *(facts for facts, _ in self.rows), strict=True)
        ]
        beside = sum(widths) + len(PAD) * len(widths)
        if options.max_width - beside < MESSAGE_WIDTH:
            yield Text(_aligned(self.names, widths), style="bold")
            for facts, message in self.rows:
                yield Text(_aligned(facts, widths))
                yield Padding(Text(message), (0, 0, 0, 4), expand=False)
            return
        table = Table(box=None, pad_edge=False)
        for name in (*self.names, "message"):
            table.add_column(name, overflow="fold")
        for facts, message in self.rows:
            table.add_row(*map(Text, facts), Text(message))
        yield table


def _aligned(facts: Sequence[str], widths: Sequence[int]) -> str:
    padded = (fact + " " * (width - cell_len(fact)) for fact, width in zip(facts, widths, strict=True))
    return PAD.join(padded).rstrip()


def letter_list(letters: "Sequence[DeadLetter]") -> Listing:
    """One row a dead letter."""
    open_alone = all(letter.state == "open" for letter in letters)
    return Listing(
        ("number", "failed", "stage", "error", "article"),
        [
            (
                (str(letter.id), _short(letter.failed_at), letter.stage, letter.error, letter.article_id or ""),
                letter.message if open_alone else f"[{_state(letter)}] {letter.message}",
            )
            for letter in letters
        ],
    )


def group_list(groups: "Sequence[DeadLetterGroup]") -> Listing:
    """One row a cause."""
    return Listing(
        ("count", "stage", "error", "oldest", "newest", "such as"),
        [
            (
                (
                    f"{group.count:,}",
                    group.stage,
                    group.error,
                    _short(group.oldest),
                    _short(group.newest),
                    str(group.example),
                ),
                group.message,
            )
            for group in groups
        ],
    )


def dead_letter_lines(letter: "DeadLetter") -> Iterator[RenderableType]:
    """A dead letter: where, when and why."""
    style = "bold red" if letter.state == "open" else "dim"
    yield Text(f"dead letter {letter.id} ({_state(letter)}): {letter.error} in {letter.stage}", style=style)
    yield Padding(Text(letter.message), (0, 2), expand=False)
    yield Text(
        f"  accepted {letter.accepted_at:%Y-%m-%d %H:%M:%S} UTC, failed {letter.failed_at:%Y-%m-%d %H:%M:%S} UTC",
        style="dim",
    )


def letter_facts(letter: "DeadLetter", size: int | None, again: "Sequence[DeadLetter]") -> Iterator[RenderableType]:
    """All about one dead letter. `size` is that of its article in bytes; `again` are the failures of its replays."""
    yield Text(f"dead letter {letter.id}: {letter.error} in {letter.stage}", style="bold red")
    yield Padding(Text(letter.message), (0, 2), expand=False)
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
