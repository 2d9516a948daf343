"""Replays that went astray: dead letters that are marked as replaying while nothing of them is in progress."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import redis

from workers.account import Window
from workers.audit.fault import Fault
from workers.queue import keys
from workers.queue.survey import Surveyor

if TYPE_CHECKING:
    from workers.store import DeadLetter, Store

SENDING = timedelta(minutes=1)  # a letter is marked before it is sent, and sent once its lane has room


def astray(client: "redis.Redis", store: "Store", surveyor: Surveyor, window: Window) -> Iterator[Fault]:
    """Letters that are `replaying` with neither a re-run in the lane, nor an unfinished entry, nor an outcome."""
    claimed = [letter for letter in _replaying(store) if window.holds(letter.entry)]
    if not claimed:
        return
    # In the order in which a replay moves on: what left the one place since is seen in the next.
    before = datetime.now(UTC) - SENDING
    on_its_way = set(surveyor.letters_in_lane()) | set(_letters_at_work(client))
    still = {(letter.id, letter.replayed_at) for letter in _replaying(store)}
    for letter in claimed:
        sent = letter.replayed_at
        if sent and sent < before and letter.id not in on_its_way and (letter.id, sent) in still:
            yield _astray(letter)


def _replaying(store: "Store") -> "Iterator[DeadLetter]":
    from workers.store import LetterQuery

    return store.walk_dead_letters(LetterQuery(states=("replaying",)))


def _letters_at_work(client: "redis.Redis") -> Iterator[int]:
    for key in client.scan_iter(match=f"{keys.WORK}*", count=1000):
        if letter := cast("bytes | None", client.hget(key, "letter")):
            yield int(letter)


def _astray(letter: "DeadLetter") -> Fault:
    message = (
        f"is dead letter {letter.id}, which was sent again at {letter.replayed_at:%Y-%m-%d %H:%M:%S} UTC by "
        f"{letter.replayed_by} and has neither finished nor is in progress: its Redis was lost, or the command was "
        f"killed; `newsmill dead replay {letter.id} --again` sends it once more"
    )
    return Fault("replay astray", letter.entry, letter.article_id, message)
