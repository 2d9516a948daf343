"""`newsmill demo`: the sample articles through the whole embedded service."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from config.settings import Settings
from newsmill.client import Client
from newsmill.client.finished import Receipt
from newsmill.errors import Transient
from workers import parent_death
from workers.cli.console import FAILED, err, heading, open_store, out, settings_for_command
from workers.cli.enqueue import limits_of, progress, send
from workers.cli.inputs import check_paths, read_all
from workers.cli.letter_display import dead_letter_lines
from workers.cli.result_display import result_lines
from workers.local.data_folder import running_redis

IN_CHECKOUT = Path(__file__).resolve().parents[2] / "examples" / "articles"
IN_WHEEL = Path(__file__).resolve().parent / "samples"  # pyproject.toml puts them there
SAMPLES = IN_CHECKOUT if IN_CHECKOUT.exists() else IN_WHEEL
START_SECONDS = 180
FINISH_SECONDS = 300


def demo(
    paths: Annotated[list[str] | None, typer.Argument(help="Your own articles instead of the samples.")] = None,
) -> None:
    """Start everything, process the sample articles, print each result, and stop. The store stays for inspection."""
    paths = paths or [str(SAMPLES)]
    check_paths(paths)
    settings = settings_for_command()
    folder = settings.data_dir.resolve()
    err.print(f"starting newsmill in {folder} (its log: {folder / 'demo.log'}) …")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "demo.log").open("wb") as log:
        service = parent_death.start([sys.executable, "-m", "workers.cli", "up"], output=log)
    try:
        with Client(_ready(service, folder), limits_of(settings.queue)) as client:
            receipts, refused = _enqueue(client, paths)
            _wait(client, receipts)
        dead = _print_results(receipts, settings)
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait()
    err.print()
    err.print("The results are in the store: try `newsmill search --topic weather`, or open it with any SQLite tool:")
    err.print(
        f"  {settings.store_address}" if settings.store.address() is None else "  (the database of NEWSMILL_STORE_URL)",
    )
    if refused or dead:
        err.print(f"{refused} refused, {dead} dead letters", style="red")
        raise typer.Exit(FAILED)


def _ready(service: "subprocess.Popen[bytes]", folder: Path) -> str:
    """The Redis address of the service once it serves every stage."""
    deadline = time.monotonic() + START_SECONDS
    with err.status("starting Valkey, the workers and the store"):
        while time.monotonic() < deadline:
            if service.poll() is not None:
                raise Transient(f"the service exited at startup:\n{_tail(folder / 'demo.log')}")
            if address := running_redis(folder):
                return address
            time.sleep(0.1)
    raise Transient(f"the service was not ready after {START_SECONDS} s; see {folder / 'demo.log'}")


def _tail(path: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])


def _enqueue(client: Client, paths: list[str]) -> tuple[dict[str, tuple[Receipt, str]], int]:
    receipts: dict[str, tuple[Receipt, str]] = {}
    refused = 0
    for where, answer in send(client, read_all(paths), block=True):
        if isinstance(answer, Receipt):
            receipts[answer.entry] = (answer, where)
        else:
            refused += 1
            err.print(f"refused: {where}: {answer}", style="red")
    err.print(f"{len(receipts)} articles accepted; now processing …")
    return receipts, refused


def _wait(client: Client, receipts: dict[str, tuple[Receipt, str]]) -> None:
    with progress() as bar:
        task = bar.add_task("finished", total=len(receipts))
        for _ in client.wait([receipt for receipt, _ in receipts.values()], FINISH_SECONDS):
            bar.advance(task)


def _print_results(receipts: dict[str, tuple[Receipt, str]], settings: Settings) -> int:
    """Print what became of each article. Returns how many became dead letters."""
    from workers.store import LetterQuery

    dead = 0
    with open_store(settings) as store:
        for receipt, where in receipts.values():
            heading(Path(where).name)
            stored = store.get(receipt.article_id)
            if stored is not None:
                for line in result_lines(stored.result(), whole_text=False):
                    out.print(line)
            for letter in store.dead_letters(LetterQuery(article_id=receipt.article_id)):
                dead += 1
                for line in dead_letter_lines(letter):
                    out.print(line)
    return dead
