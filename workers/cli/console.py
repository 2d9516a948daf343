"""What every command shares: data on stdout, messages on stderr, exit codes."""

import os
import re
import sys
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import orjson
import redis
import typer
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from config.settings import Settings, load_settings
from newsmill.errors import Misconfigured
from workers import log
from workers.local.data_folder import running_redis

if TYPE_CHECKING:
    from workers.store import Store

FAILED = 1  # the command did its work and something in it failed: an article refused, nothing found
MISUSED = 2  # the command could not do its work: wrong arguments or settings, no Redis, no database
UNREAD = 141  # the reader of our output closed it, as `head` does: what a shell says of a program that SIGPIPE ended

_TRAILING = re.compile(r"[ ]+$", re.MULTILINE)
UNFOLDED = 100_000  # columns: wider than any row


def drop_output() -> None:
    """Let go of what was not written: Python would try again at its end, complain, and end with exit code 120."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end_unread() -> NoReturn:
    drop_output()
    raise SystemExit(UNREAD)


class _Console(Console):
    def print(self, *objects: Any, **options: Any) -> None:
        """Rich fills each row of a table up to the longest; in a pipe that is hundreds of spaces that `less` folds."""
        if self.is_terminal:
            super().print(*objects, **options)
            return
        with self.capture() as captured:
            super().print(*objects, **options)
        try:
            self.file.write(_TRAILING.sub("", captured.get()))
            self.file.flush()
        except BrokenPipeError:
            self.on_broken_pipe()

    def on_broken_pipe(self) -> None:
        _end_unread()


def _console(*, stderr: bool) -> Console:
    """What is printed may be an article's own words: no markup of Rich is read in it.

    Lines are folded to the width of a terminal (or COLUMNS); in a pipe or a file a row stays one line, for grep.
    """
    console = _Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = UNFOLDED
    return console


err = _console(stderr=True)
out = _console(stderr=False)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line on stdout, for scripts.")]


def settings_for_command() -> Settings:
    """The settings, with logging set up by them."""
    settings = load_settings()
    log.configure(settings.log)
    return settings


def redis_address(settings: Settings) -> str:
    """The Redis of the settings, else that of the embedded service in the data folder."""
    address = settings.redis.address() or running_redis(settings.data_dir)
    if address is None:
        raise Misconfigured(
            f"no Redis: nothing runs in {settings.data_dir.resolve()} (start it with `newsmill up`), "
            "and NEWSMILL_REDIS_URL names no other"
        )
    return address


def open_store(settings: Settings) -> "Store":
    """The store of the settings. SQLAlchemy is loaded here and not by commands that need no store."""
    from workers.store import Store

    return Store.open(settings.store_address)


def confirm(question: str) -> None:
    """Ask before something irreversible or large; ends the command unless the answer is yes.

    Raises Misconfigured where nobody can answer.
    """
    try:
        yes = typer.confirm(question, err=True)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        raise Misconfigured("nothing was done: nobody answered the question; --yes answers it") from None
    if not yes:
        raise typer.Abort


def redis_trouble(error: redis.RedisError) -> str:
    """What is wrong with Redis, as a sentence that says what to do about it."""
    match error:
        case redis.AuthenticationError():
            words = "Redis refused the user or password ({}); see NEWSMILL_REDIS_USERNAME and NEWSMILL_REDIS_PASSWORD"
        case redis.exceptions.NoPermissionError():
            words = (
                "this Redis user may not do that ({}); config/redis-acl.conf lists who may; "
                "choose another user with NEWSMILL_REDIS_USERNAME"
            )
        case redis.BusyLoadingError():
            words = "Redis is still loading its data ({}); try again in a moment"
        case redis.ConnectionError() | redis.TimeoutError():
            words = "Redis cannot be reached ({}); start it, or correct NEWSMILL_REDIS_URL"
        case _:
            words = "Redis answered unexpectedly: {}"
    return words.format(str(error).rstrip("."))


def heading(name: str) -> None:
    """A line that says what follows."""
    out.print(Rule(Text(name), style="dim", align="left"), width=min(out.width, 100))


def print_json(value: object) -> None:
    """One JSON value as a line on stdout."""
    print_raw(orjson.dumps(value))


def print_raw(line: bytes) -> None:
    """Data that is made already, such as a line of JSON, on stdout."""
    try:
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _end_unread()
