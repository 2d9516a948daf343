"""The `newsmill` command. One module a group of commands; nothing imports this package."""

import io
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated, Any

import redis
import typer
from typer.core import TyperGroup

from config.settings import in_a_sentence
from newsmill.errors import NewsmillError
from workers.cli.account import audit, status
from workers.cli.articles import forget, search, show
from workers.cli.bench import bench
from workers.cli.console import FAILED, MISUSED, drop_output, err, out, redis_trouble
from workers.cli.dead import app as dead
from workers.cli.demo import demo
from workers.cli.doctor import doctor
from workers.cli.enqueue import enqueue
from workers.cli.export import export
from workers.cli.learn import learn_boilerplate
from workers.cli.process import process
from workers.cli.reprocess import reprocess
from workers.cli.retag import retag
from workers.cli.schema import schema
from workers.cli.service import dispatcher, healthcheck, migrate, up, worker
from workers.cli.topics import app as topics


class _Commands(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        """Run a command; what Typer says of a wrong argument is in our words."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = in_a_sentence(error.message)
            raise


app = typer.Typer(
    name="newsmill",
    cls=_Commands,
    help="Event-driven workers that clean news articles, extract entities and tag topics, and never lose one.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def _print_version(asked: bool) -> None:
    if asked:
        out.print(f"newsmill {version('newsmill')}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options of the command itself."""


EVERYDAY = "Everyday commands"
SERVICE = "Service processes (run by docker-compose.yml)"

PANELS: dict[str, list[Callable[..., None]]] = {
    EVERYDAY: [
        demo,
        up,
        enqueue,
        process,
        status,
        audit,
        show,
        search,
        export,
        forget,
        reprocess,
        retag,
        doctor,
        bench,
        schema,
    ],
    SERVICE: [migrate, dispatcher, worker, healthcheck],
}
for panel, commands in PANELS.items():
    for command in commands:
        app.command(rich_help_panel=panel)(command)

app.command("learn-boilerplate", rich_help_panel=EVERYDAY)(learn_boilerplate)
app.add_typer(dead, name="dead", rich_help_panel=EVERYDAY)
app.add_typer(topics, name="topics", rich_help_panel=EVERYDAY)


def main() -> None:
    """Run a command. Exit codes: 0 done; 1 done, but something failed; 2 not done; 130 interrupted; 141 the reader of
    our output closed it."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that is not UTF-8 shows what it lacks as \xe9 or \u201c
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except NewsmillError as error:
        err.print(f"newsmill: {error}", style="red", soft_wrap=True)
        sys.exit(MISUSED)
    except redis.RedisError as error:
        err.print(f"newsmill: {redis_trouble(error)}", style="red", soft_wrap=True)
        sys.exit(MISUSED)
    except TimeoutError as error:
        err.print(f"newsmill: {error}", style="red")
        sys.exit(FAILED)
    except OSError as error:  # a folder that cannot be written, a full disk: it names the file
        named = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or error
        err.print(f"newsmill: {named}", style="red", soft_wrap=True)
        drop_output()
        sys.exit(MISUSED)
