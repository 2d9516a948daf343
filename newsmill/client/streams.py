"""What every producer and reader knows of newsmill in Redis, in any language: two streams; and our script of accept."""

from functools import cache
from importlib.resources import files

INCOMING = "newsmill:incoming"  # accepted, unfinished articles; one field, `article`
EVENTS = "newsmill:events"  # one CloudEvent a finished article, in the field `event`; bounded by queue.events_max


@cache
def accept_script() -> str:
    """The script that accepts an article, or refuses when the queue is at its limit."""
    return files("newsmill.client").joinpath("accept.lua").read_text(encoding="utf-8")
