"""The `newsmill` command. One module a group of commands; nothing imports this package."""

import sys
from collections.abc import Callable

import redis
import typer

from workers.cli.account import audit, status
from workers.cli.bench import bench
from workers.cli.console import MISUSED, err
from workers.cli.contract import schema
from workers.cli.dead import app as dead
from workers.cli.demo import demo
from workers.cli.doctor import doctor
from workers.cli.learn import learn_boilerplate
from workers.cli.look import forget, search, show
from workers.cli.process import process
from workers.cli.produce import enqueue
from workers.cli.reprocess import reprocess
from workers.cli.retag import retag
from workers.cli.service import dispatcher, healthcheck, migrate, up, worker
from workers.cli.topics import app as topics
from workers.errors import NewsmillError

app = typer.Typer(
    name="newsmill",
    help="Event-driven workers that clean news articles, extract entities and tag topics, and never lose one.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

EVERYDAY = "Every day"
SERVICE = "Single processes of a service (docker-compose.yml runs these)"

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
    """Run a command. Exit codes: 0 done; 1 done, and something in it failed; 2 could not be done."""
    try:
        app()
    except NewsmillError as error:
        err.print(f"newsmill: {error}", style="red", soft_wrap=True)
        sys.exit(MISUSED)
    except redis.AuthenticationError as error:
        err.print(
            f"newsmill: Redis refused user or password ({error}); see NEWSMILL_REDIS_PASSWORD",
            style="red",
        )
        sys.exit(MISUSED)
    except redis.exceptions.NoPermissionError as error:
        err.print(
            f"newsmill: this Redis user may not do that ({error}); config/redis-acl.conf says who may, "
            "NEWSMILL_REDIS_USERNAME names another user",
            style="red",
            soft_wrap=True,
        )
        sys.exit(MISUSED)
    except redis.RedisError as error:
        err.print(f"newsmill: Redis does not answer as it should: {error}", style="red", soft_wrap=True)
        sys.exit(MISUSED)
    except TimeoutError as error:
        err.print(f"newsmill: {error}", style="red")
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        err.print("newsmill: stopped")
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output closed it, as `head` does
        sys.stderr.close()
        sys.exit(0)
