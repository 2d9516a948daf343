"""The ledger: every step of an entry through Redis, each one atomic Lua script (see lua/)."""

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, cast

import redis

from workers.queue import keys
from workers.queue.entry import Begun, Dispatched, Hold, StreamCounts, Taken, Ticket, Verdict
from workers.queue.messages import entries_of
from workers.queue.rerun import Rerun

SCRIPTS = (
    *("acknowledge", "beat", "begin", "dispatch", "end", "finish", "pause"),
    *("prepare", "rerun", "restart", "send", "take", "tidy", "watch"),
)


@cache
def script_text(name: str) -> str:
    """The Lua source of one script."""
    return files("workers.queue").joinpath("lua", f"{name}.lua").read_text(encoding="utf-8")


class Ledger:
    """All that newsmill asks of Redis. One object a process; connections come from the client's pool."""

    def __init__(self, client: "redis.Redis") -> None:
        self.client = client
        self._scripts = {name: client.register_script(script_text(name)) for name in SCRIPTS}

    def prepare(self) -> None:
        """Create stream, group and ledger id, unless they are there. The group begins at the stream's first entry."""
        self._run("prepare", [keys.INCOMING, keys.LEDGER], [keys.GROUP, _new_ledger_id()])

    def ledger_id(self) -> str | None:
        """The id of this ledger, or None before anything was dispatched."""
        value = cast("bytes | None", self.client.get(keys.LEDGER))
        return value.decode() if value is not None else None

    def rerun(self, rerun: Rerun, max_bytes: int) -> bool:
        """Put a re-run into its lane. False when the lane holds `max_bytes` already, or Redis is full."""
        fields = rerun.fields()
        size = len(rerun.article) + sum(map(len, fields.values()))
        pairs = [item for pair in fields.items() for item in pair]
        try:
            return bool(self._run("rerun", [keys.RERUNS], [max_bytes, size, rerun.article, *pairs]))
        except redis.OutOfMemoryError:
            return False

    def reruns_waiting(self) -> int:
        """Re-runs that wait in their lane. Each becomes an accepted entry once it is taken."""
        return self.client.xlen(keys.RERUNS)

    def dispatch(self, consumer: str, in_flight: int, rerun_in_flight: int, at_most: int) -> Dispatched:
        """Take new entries for the stages, live articles before re-runs."""
        args = [keys.GROUP, consumer, in_flight, rerun_in_flight, at_most, keys.WORK]
        room, waiting, *taken = self._run("dispatch", [keys.INCOMING, keys.RERUNS], args)
        return Dispatched(
            room, waiting, [Ticket(entry.decode(), attempt, stage.decode()) for entry, attempt, stage in taken]
        )

    def last_entry(self) -> str:
        """The id of the newest entry ever accepted; "0-0" before the first."""
        try:
            info = self.client.xinfo_stream(keys.INCOMING)
        except redis.ResponseError as error:
            if "no such key" not in str(error):
                raise
            return "0-0"
        return cast("bytes", info["last-generated-id"]).decode()

    def wait_for_entry(self, after: str, milliseconds: int) -> str:
        """The first entry newer than `after`, waited for; `after` itself when the time is over before one comes."""
        answer = cast("list[Any]", self.client.xread({keys.INCOMING: after}, count=1, block=milliseconds))
        return cast("bytes", answer[0][1][0][0]).decode() if answer else after

    def bodies(self) -> Iterator[bytes]:
        """The JSON of every unfinished article, then of every re-run that waits; what has none is passed over."""
        for stream in (keys.INCOMING, keys.RERUNS):
            start = "-"
            while page := cast("list[Any]", self.client.xrange(stream, min=start, count=100)):
                yield from (fields[b"article"] for _, fields in page if b"article" in fields)
                start = "(" + page[-1][0].decode()

    def begin(self, ticket: Ticket, worker: str, max_starts: int, *, body: bool, fields: Sequence[str] = ()) -> Begun:
        """Begin a stage: hold the entry for this worker, count the start, load its input."""
        answer = self._run(
            "begin",
            [keys.INCOMING, keys.work(ticket.entry)],
            [
                keys.GROUP,
                ticket.entry,
                ticket.stage,
                ticket.attempt,
                worker,
                max_starts,
                "body" if body else "",
                *fields,
            ],
        )
        verdict = cast("Verdict", answer[0].decode())
        if len(answer) == 1:
            return Begun(verdict)
        _, starts, found, *values = answer
        return Begun(verdict, starts, found, dict(zip(fields, values, strict=True)))

    def pause(self, ticket: Ticket, seconds: float) -> bool:
        """Let an entry wait for so long, uncounted and beside those in flight. False: the attempt is stale."""
        holder = keys.pausing(ticket.stage, seconds)
        args = [keys.GROUP, ticket.entry, ticket.stage, ticket.attempt, holder]
        return bool(self._run("pause", [keys.INCOMING, keys.work(ticket.entry)], args))

    def end(self, ticket: Ticket, next_stage: str, output: Mapping[str, bytes], *, goes_on: bool = False) -> bool:
        """End a stage: keep its output (the stage's own field first), hand the entry on to the next stage's queue, or
        to nobody: its worker goes on with it. False: this attempt must stop."""
        pairs = [item for pair in output.items() for item in pair]
        message = b"" if goes_on else ticket.after(next_stage).message
        return bool(
            self._run(
                "end",
                [keys.INCOMING, keys.work(ticket.entry), keys.waiting_list(next_stage)],
                [
                    *(keys.GROUP, ticket.entry, ticket.stage, ticket.attempt, next_stage),
                    *("goes on" if goes_on else "", message, *pairs),
                ],
            )
        )

    def send(self, tickets: Sequence[Ticket]) -> None:
        """Put the message of each ticket into its stage's queue, in one round trip."""
        self._run(
            "send", [keys.waiting_list(ticket.stage) for ticket in tickets], [ticket.message for ticket in tickets]
        )

    def take(
        self, worker: str, at_most: int, max_bytes: int, fields: Sequence[str], *, again: bool
    ) -> list[Taken] | None:
        """Take entries whose stages are done and hold them for this worker; None when none waits.

        `again` first takes what this worker holds already: after a lost answer it may not know of it.
        """
        args = [keys.GROUP, worker, at_most, max_bytes, keys.WORK, _new_ledger_id(), "again" if again else ""]
        looked_at, ledger, *found = self._run("take", [keys.SETTLING, keys.INCOMING, keys.LEDGER], [*args, *fields])
        if not looked_at:
            return None
        return [
            Taken(ledger.decode(), entry.decode(), body, dict(zip(fields, values, strict=True)))
            for entry, body, *values in found
        ]

    def wait_for_settling(self, seconds: float) -> None:
        """Until an entry waits to be settled, or the time is over. An element that is moved onto its own place is only
        looked at, so a worker that dies here takes none along."""
        try:
            self._command("BLMOVE", keys.SETTLING, keys.SETTLING, "RIGHT", "RIGHT", seconds)
        except redis.OutOfMemoryError:  # a full Redis refuses what it cannot know to be harmless
            time.sleep(seconds / 5)

    def finish(self, finished: Sequence[tuple[str, bytes]], events_max: int) -> list[bool]:
        """Pass the finish gate for (entry, event JSON) pairs in one round trip. True where this call passed it."""
        script = self._scripts["finish"]
        while True:
            with self.client.pipeline(transaction=False) as pipe:
                for entry, event in finished:
                    keys_ = [keys.INCOMING, keys.work(entry), keys.EVENTS, keys.ACCOUNT]
                    args = [*keys_, keys.GROUP, entry, event, events_max]
                    pipe.execute_command("EVALSHA", script.sha, len(keys_), *args)  # type: ignore[no-untyped-call]
                try:
                    return [bool(passed) for passed in pipe.execute()]
                except redis.exceptions.NoScriptError:  # what passed already passes no second time
                    self.client.script_load(script.script)

    def expire_events(self, before: datetime) -> int:
        """Remove the events that are older. Returns how many."""
        return self.client.xtrim(keys.EVENTS, minid=int(before.timestamp() * 1000), approximate=False)

    def holds(self) -> list[Hold]:
        """Every pending entry and its holder, oldest first; at most in-flight many, plus what other settings left."""
        found: list[Hold] = []
        start = "-"
        while True:
            page = cast(
                "list[dict[str, Any]]",
                self.client.xpending_range(keys.INCOMING, keys.GROUP, min=start, max="+", count=1000),
            )
            found.extend(
                Hold(item["message_id"].decode(), item["consumer"].decode(), item["times_delivered"]) for item in page
            )
            if len(page) < 1000:
                return found
            start = "(" + found[-1].entry

    def restart(self, hold: Hold, removed: bytes, killed: bytes = b"", max_starts: int = 0) -> Ticket | None:
        """Send an entry again that is still held as seen. `removed` is its failure if the body is gone; `killed` if it
        was what more than `max_starts` settle workers died of, empty when its holder did not die."""
        answer = self._run(
            "restart",
            [keys.INCOMING, keys.work(hold.entry)],
            [keys.GROUP, hold.entry, hold.holder, hold.deliveries, removed, killed, max_starts],
        )
        return Ticket(hold.entry, answer[0], answer[1].decode()) if answer else None

    def watch(self) -> tuple[int, str, str] | None:
        """Notice entries that left the stream without an end since the last call: how many, between which ids."""
        answer = self._run("watch", [keys.INCOMING, keys.ACCOUNT, keys.VANISHED], [keys.GROUP, keys.NOTES_MAX])
        return (answer[0], answer[1].decode(), answer[2].decode()) if answer else None

    def acknowledge(self, vanished: int, unrecorded: int, by: str, why: str) -> None:
        """Note that so many in all are missing from the sum, and that an operator knows of them."""
        args = [vanished, unrecorded, by, why, keys.NOTES_MAX]
        self._run("acknowledge", [keys.ACCOUNT, keys.VANISHED, keys.ACKNOWLEDGED], args)

    def beat(self, process: str, about: bytes) -> None:
        """Say that a process lives."""
        self._run("beat", [keys.HEARTBEATS], [process, about])

    def beats(self) -> dict[str, tuple[int, bytes]]:
        """Every process that said it lives: name to (server's unix time of the last beat, JSON about it)."""
        found = cast("dict[bytes, bytes]", self.client.hgetall(keys.HEARTBEATS))
        parsed = {}
        for name, value in found.items():
            at, _, about = value.partition(b" ")
            parsed[name.decode()] = (int(at) if at.isdigit() else 0, about)
        return parsed

    def server_time(self) -> int:
        """The Redis server's clock, unix time in seconds."""
        return int(self.client.time()[0])

    def counts(self) -> "StreamCounts":
        """How many entries were accepted since the ledger began, and how many are unfinished."""
        try:
            info = self.client.xinfo_stream(keys.INCOMING)
        except redis.ResponseError as error:
            if "no such key" not in str(error):
                raise
            return StreamCounts(0, 0, None)
        first = info["first-entry"]
        return StreamCounts(info["entries-added"], info["length"], first[0].decode() if first else None)

    def queued(self, stages: Sequence[str]) -> set[str]:
        """The entries whose messages wait in the queues of these stages."""
        with self.client.pipeline(transaction=False) as pipe:
            for stage in stages:
                pipe.lrange(keys.waiting_list(stage), 0, -1)
            return entries_of(message for queue in pipe.execute() for message in queue)

    def consumers(self) -> dict[str, int]:
        """Every consumer of the group and how many entries it holds."""
        found = self.client.xinfo_consumers(keys.INCOMING, keys.GROUP)
        return {item["name"].decode(): item["pending"] for item in found}

    def tidy(self, dead: Sequence[str], consumers: Sequence[str]) -> int:
        """Forget dead processes and delete their consumers, except those that hold entries. Returns how many went."""
        args = [keys.GROUP, len(dead), *dead, *consumers]
        return cast("int", self._run("tidy", [keys.INCOMING, keys.HEARTBEATS], args))

    def _run(self, name: str, keys_: list[str], args: list[Any]) -> Any:
        script = self._scripts[name]
        try:
            return self._command("EVALSHA", script.sha, len(keys_), *keys_, *args)
        except redis.exceptions.NoScriptError:
            return script(keys=keys_, args=args)

    def _command(self, *words: Any) -> Any:
        """A plain command: redis-py's own wrappers around it cost as much again."""
        return self.client.execute_command(*words)  # type: ignore[no-untyped-call]


def _new_ledger_id() -> str:
    """Another one at each call: a Redis that lost its data twice under one process is a new ledger each time."""
    return uuid.uuid4().hex
