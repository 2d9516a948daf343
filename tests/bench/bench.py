"""The test bench: every process of newsmill on its own, as docker compose runs them; what dies is started again.

Queue, wrapper, ledger, dispatcher, settle and store are the product's. The stages are stand-ins unless a test wants the
real ones. Patience is shortened by settings alone.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

import redis

from newsmill.article import STAGES
from newsmill.client.connect import AWAY
from tests.bench.books import Books, Offer, faults, read_books
from tests.bench.members import START_SECONDS, Member, Members, wait_for
from tests.valkey import UNHURRIED, Valkey
from workers.local.valkey import arguments
from workers.queue import keys
from workers.queue.entry import Hold
from workers.queue.heartbeat import read_beats
from workers.queue.ledger import Ledger
from workers.store import migrate

IMPATIENT = {
    "NEWSMILL_QUEUE_HEARTBEAT_SECONDS": "0.5",
    "NEWSMILL_QUEUE_DEAD_SECONDS": "2",
    "NEWSMILL_QUEUE_LATE_SECONDS": "4",
}
# Only where an article must run into them: what is merely slow, on a machine that is busy with others, is no poison.
SHORT_LIMITS = {
    "NEWSMILL_QUEUE_SOFT_SECONDS": "2",
    "NEWSMILL_QUEUE_HARD_SECONDS": "3",
}
# Where no process dies but those in a pool: a worker that stands still for a while must not be taken for dead.
NOBODY_DIES = {"NEWSMILL_QUEUE_DEAD_SECONDS": "30"}


class Bench(Members):
    """Processes named redis, dispatcher-1 …, stages-1 …, settle-1 …. Use `running()`.

    `workers` has the stages of each stage worker, `children` its pool processes.
    """

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        *,
        workers: Sequence[Sequence[str]] = (STAGES,),
        children: int = 2,
        dispatchers: int = 1,
        settlers: int = 1,
        stand_in: bool = True,
        faults: Mapping[str, str] | None = None,
        redis_options: Sequence[str] = (),
    ) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.valkey = Valkey(folder)
        own = {
            "NEWSMILL_DATA_DIR": str(folder),
            "NEWSMILL_REDIS_URL": self.valkey.url,
            "NEWSMILL_WORKER_CONCURRENCY": str(children),
            "NEWSMILL_STORE_URL": f"sqlite:///{folder / 'newsmill.db'}",
        }
        self.environment = {**os.environ, **own, **(IMPATIENT if settings is None else settings)}
        self.store_url = self.environment["NEWSMILL_STORE_URL"]
        asked = json.dumps({"stand_in": stand_in, **(faults or {})})
        self.members["redis"] = self._member("redis", [*arguments(folder, self.valkey.port), *redis_options])
        for role, commands in (
            ("dispatcher", [["dispatcher"]] * dispatchers),
            ("stages", [["worker", *stages] for stages in workers]),
            ("settle", [["worker", "settle"]] * settlers),
        ):
            for n, words in enumerate(commands, 1):
                command = [sys.executable, "-m", "tests.bench.process", asked, *words]
                self.members[f"{role}-{n}"] = self._member(f"{role}-{n}", command)
        self.offers: list[Offer] = []
        self.unanswered = 0
        self._client = redis.Redis.from_url(self.valkey.url, protocol=2, retry=None, **UNHURRIED)

    def add_stages(self, name: str, **faults: str) -> None:
        """One more stage worker, with faults of its own."""
        asked = json.dumps({"stand_in": True, **faults})
        command = [sys.executable, "-m", "tests.bench.process", asked, "worker", *STAGES]
        self.members[name] = self._member(name, command)

    @contextmanager
    def running(self) -> Iterator["Bench"]:
        """Started and ready; every process is killed at the end."""
        migrate(self.store_url)
        self.start("redis")
        try:
            self._wait_for_redis()
            self.start(*(name for name in self.members if name != "redis"))
            self.wait_until_ready()
            yield self
        finally:
            self.stop()
            self._client.close()

    # --- articles ---

    def offer(self, article: Mapping[str, object], *, healthy: bool = True, entry: str = "*") -> Offer:
        """One plain XADD, as a producer in any language does it, repeated until Redis answers."""
        raw = json.dumps(article).encode()
        while True:
            try:
                added = cast("bytes", self._client.xadd(keys.INCOMING, {"article": raw}, id=entry))
            except AWAY:
                self.unanswered += 1
                time.sleep(0.1)
            else:
                offer = Offer(added.decode(), str(article["id"]), raw.decode(), healthy)
                self.offers.append(offer)
                return offer

    # --- looking ---

    @property
    def ledger(self) -> Ledger:
        return Ledger(self._client)

    @property
    def client(self) -> "redis.Redis":
        return self._client

    def log(self, name: str) -> str:
        return self.members[name].log.read_text(encoding="utf-8", errors="replace")

    def holds(self) -> list[Hold]:
        """Who holds what; nothing while Redis is away."""
        try:
            return self.ledger.holds()
        except redis.RedisError:
            return []

    def fetched(self) -> set[str]:
        """The entries whose messages the stage workers say that they hold."""
        return {entry for beat in read_beats(self.ledger).values() for entry in beat.fetched}

    def unfinished(self) -> int | None:
        """Entries without an end; None while Redis is away."""
        try:
            return self.ledger.counts().unfinished
        except redis.RedisError:
            return None

    def finished(self) -> int:
        """Events so far; 0 while Redis is away."""
        try:
            return int(self._client.xlen(keys.EVENTS))
        except redis.RedisError:
            return 0

    def books(self) -> Books:
        return read_books(self._client, self.store_url)

    def assert_all_ended_once(self, within: float = 60) -> Books:
        """Everything offered is finished within so many seconds, and the books hold."""
        wait_for(lambda: self.unfinished() == 0, within, lambda: f"unfinished after {within:g} s: {self.trouble()}")
        books = self.books()
        wrong = faults(self.offers, books)
        assert not wrong, f"{wrong}\n{self.trouble()}"
        return books

    def trouble(self) -> str:
        """What a person would look at first."""
        logs = "\n".join(f"--- {name}\n{self.log(name)[-1500:]}" for name in self.members if name != "redis")
        return f"{self.holds()}\n{logs}"

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        """Every process of the bench beats."""
        roles = [name.partition("-")[0] for name in self.members]

        def ready() -> bool:
            try:
                beats = [beat for beat in read_beats(self.ledger).values() if self._is_ours(beat.pids)]
            except redis.RedisError:
                return False
            said = [
                "settle" if "settle" in beat.stages else "stages" if beat.stages else "dispatcher" for beat in beats
            ]
            return all(said.count(role) >= roles.count(role) for role in ("dispatcher", "stages", "settle"))

        wait_for(ready, seconds, lambda: f"not ready after {seconds:g} s: {self.trouble()}")

    # --- inside ---

    def _is_ours(self, pids: Sequence[int]) -> bool:
        return bool(pids) and all(Path(f"/proc/{pid}").exists() for pid in pids)

    def _member(self, name: str, command: Sequence[str]) -> Member:
        return Member(name, command, self.environment, self.folder / f"{name}.log")

    def _wait_for_redis(self) -> None:
        def answers() -> bool:
            with suppress(redis.RedisError):
                return bool(self._client.ping())
            return False

        wait_for(answers, START_SECONDS, "Redis does not start")
