"""`newsmill enqueue`: put articles on the queue, and wait for them when asked to."""

import time
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import Annotated

import redis
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from config.queue import QueueSettings
from newsmill.client import Client
from newsmill.client.accepting import ROOM_SECONDS, Limits, QueueFull
from newsmill.client.finished import Receipt
from workers.cli.console import FAILED, AsJson, err, out, print_json, redis_address, settings_for_command
from workers.cli.inputs import Read, arriving, check_paths

BATCH = 64  # articles a round trip: they share one fsync


def enqueue(
    paths: Annotated[
        list[str],
        typer.Argument(help="HTML and text files, .json and .jsonl files, folders; - for JSON lines on stdin."),
    ],
    wait: Annotated[bool, typer.Option("--wait", help="Wait until every accepted article is finished.")] = False,
    timeout: Annotated[float | None, typer.Option(help="With --wait: give up after this many seconds.")] = None,
    no_block: Annotated[
        bool, typer.Option("--no-block", help="If the queue is full, refuse immediately instead of waiting for room.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put articles on the queue.

    Exit code 1 if one was refused or, with --wait, became a dead letter.
    """
    check_paths(paths)
    settings = settings_for_command()
    receipts: dict[str, tuple[Receipt, str]] = {}
    with (
        _accepted_reported_on_abort(receipts),
        Client(redis_address(settings), limits_of(settings.queue)) as client,
        progress() as bar,
    ):
        refused = 0
        task = bar.add_task("accepting", total=None)
        for where, answer in send(client, arriving(paths), block=not no_block):
            if isinstance(answer, Receipt):
                receipts[answer.entry] = (answer, where)
                if as_json and not wait:
                    print_json({"entry": answer.entry, "article_id": answer.article_id, "where": where})
            else:
                refused += 1
                err.print(f"refused: {where}: {answer}", style="red")
            bar.update(task, completed=len(receipts))
        bar.update(task, total=max(len(receipts), 1), description="accepted")
        dead = _wait(client, receipts, timeout, bar, as_json=as_json) if wait else 0
    words = f"{len(receipts):,} accepted, {refused:,} refused"
    err.print(words + (f", {dead:,} became dead letters" if wait else ""))
    if refused or dead:
        raise typer.Exit(FAILED)


@contextmanager
def _accepted_reported_on_abort(receipts: Sized) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, redis.RedisError):
        if len(receipts):
            err.print(
                f"{len(receipts):,} were accepted and will be processed; sent again, they end as duplicates",
                soft_wrap=True,
            )
        raise


def limits_of(queue: QueueSettings) -> Limits:
    """The limits of accept, from the settings."""
    return Limits(queue.max_entries, queue.max_bytes, queue.max_article_bytes)


def progress() -> Progress:
    """A progress bar on stderr; nothing where stderr is no terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )


def send(client: Client, inputs: Iterable[Read | None], *, block: bool) -> Iterator[tuple[str, Receipt | str]]:
    """Accept every input: where it stands, and its receipt or the reason that there is none."""
    waiting = False
    for batch in _batches(inputs):
        yield from ((read.where, read.error or "cannot be read") for read in batch if read.raw is None)
        left = [(read.where, read.raw) for read in batch if read.raw is not None]
        while left:
            answers = client.enqueue_batch([raw for _, raw in left])
            tried, left = left, []
            for (where, raw), answer in zip(tried, answers, strict=True):
                if block and isinstance(answer, QueueFull):
                    left.append((where, raw))
                    if not waiting:
                        err.print(f"waiting for room: {answer}", style="yellow")
                        waiting = True
                else:
                    yield where, answer if isinstance(answer, Receipt) else str(answer)
            if left:
                time.sleep(ROOM_SECONDS)


def _batches(inputs: Iterable[Read | None]) -> Iterator[list[Read]]:
    """What came together: an article that a slow program writes does not wait for the next ones."""
    batch: list[Read] = []
    for read in inputs:
        if read is not None:
            batch.append(read)
        if len(batch) == BATCH or (read is None and batch):
            yield batch
            batch = []
    if batch:
        yield batch


def _wait(
    client: Client, receipts: dict[str, tuple[Receipt, str]], timeout: float | None, bar: Progress, *, as_json: bool
) -> int:
    dead = 0
    task = bar.add_task("finished", total=len(receipts))
    for finished in client.wait([receipt for receipt, _ in receipts.values()], timeout):
        bar.advance(task)
        receipt, where = receipts[finished.entry]
        outcome = finished.outcome or "finished (its event is no longer kept; see `newsmill show`)"
        dead += outcome == "dead"
        if as_json:
            print_json(
                {
                    "entry": finished.entry,
                    "outcome": finished.outcome,
                    "article_id": finished.article_id or receipt.article_id,
                    "article_version": finished.article_version,
                    "detail": finished.detail,
                    "where": where,
                }
            )
        else:
            version = f" version {finished.article_version}" if finished.article_version else ""
            detail = f": {finished.detail}" if finished.detail else ""
            name = finished.article_id or receipt.article_id
            out.print(f"{outcome:9} {name}{version}  ({where}){detail}", soft_wrap=True)
    return dead
