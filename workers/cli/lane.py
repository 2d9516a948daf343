"""The lane of re-runs, as the commands that fill it use it: they wait for room, and end in order when interrupted."""

import getpass
import os
import socket
import time

from config.settings import Settings
from workers.cli.console import err, redis_address
from workers.queue.connect import connect
from workers.queue.ledger import Ledger
from workers.queue.rerun import Rerun

PAUSE_SECONDS = 0.1


class Lane:
    """Puts articles into the lane. Live articles go first, so it may be full for as long as they leave no room."""

    def __init__(self, settings: Settings) -> None:
        self._ledger = Ledger(connect(redis_address(settings)))
        self._max_bytes = settings.queue.rerun_bytes
        self._told = False

    def put(self, rerun: Rerun) -> None:
        """Put one article in, once the lane and Redis have room. Raises redis.RedisError."""
        while not self._ledger.rerun(rerun, self._max_bytes):
            if not self._told:
                waiting = self._ledger.reruns_waiting()
                err.print(
                    f"the lane is full: {waiting:,} re-runs wait for live articles to leave room …", style="yellow"
                )
                self._told = True
            time.sleep(PAUSE_SECONDS)


def operator() -> str:
    """Who gives the command, for the trace that it leaves."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"
