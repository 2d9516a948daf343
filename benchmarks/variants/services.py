"""The variants with a queue: newsmill as it is run on one machine, and the Celery tutorial's way."""

import importlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from newsmill import Client, Receipt
from variants.measuring import Others, Peak, Run, cpu_seconds
from variants.servers import environment, plain_valkey, wait_for_redis
from workers import parent_death
from workers.local.data_folder import running_redis

BATCH = 64


class Watch:
    """CPU, memory and Redis traffic of a run, from entering to leaving; the producer included."""

    def __init__(self, roots: Sequence[int], redis_address: str) -> None:
        self._roots = roots
        self._redis = redis.Redis.from_url(redis_address)
        self._peak = Peak(roots)

    def __enter__(self) -> "Watch":
        self._traffic, self._used = self._state()
        self._cpu, self._others = self._cpu_seconds(), Others()
        self._start = time.monotonic()
        self._peak.__enter__()
        return self

    def sent(self) -> None:
        """Note Redis's memory: call it when everything is sent."""
        self.redis_mb = (self._state()[1] - self._used) / 2**20

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._start
        self.cpu_seconds = self._cpu_seconds() - self._cpu
        self.others = self._others.share(self.cpu_seconds)
        self._peak.__exit__()
        self.traffic = self._state()[0] - self._traffic
        self._redis.close()

    def run(self, articles: int) -> Run:
        """What was seen."""
        traffic = self.traffic / articles
        return Run(self.seconds, self.cpu_seconds, articles, self._peak.mb, traffic, self.redis_mb, self.others)

    def _cpu_seconds(self) -> float:
        """Of the services and of the producer, which is this thread; looking at the memory is another's work."""
        return cpu_seconds(self._roots) + time.thread_time()

    def _state(self) -> tuple[int, int]:
        info: dict[str, int] = self._redis.info()
        return info["total_net_input_bytes"] + info["total_net_output_bytes"], info["used_memory"]


class Newsmill:
    """`newsmill up` in a folder of its own; articles come through the client, and are done when their events are."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        own = {
            "NEWSMILL_DATA_DIR": str(folder),
            "NEWSMILL_LOCAL_REDIS_PORT": "0",
            "NEWSMILL_LOCAL_PROCESSES": "2",
            "NEWSMILL_LOG_LEVEL": "warning",
        }
        self.process = parent_death.start(
            [sys.executable, "-m", "workers.cli", "up"], environment=environment({**own, **settings})
        )
        while (address := running_redis(folder)) is None:
            if self.process.poll() is not None:
                raise SystemExit("the service ended; what it said stands above")
            time.sleep(0.1)
        self.roots = [self.process.pid]
        self.address = address
        self.client = Client(address)

    def run(self, articles: Sequence[bytes]) -> Run:
        """Send all, wait for all."""
        with Watch(self.roots, self.address) as watch:
            receipts: list[Receipt] = []
            for at in range(0, len(articles), BATCH):
                for answer in self.client.enqueue_batch(articles[at : at + BATCH]):
                    if not isinstance(answer, Receipt):
                        raise SystemExit(f"an article was not accepted: {answer}")
                    receipts.append(answer)
            watch.sent()
            outcomes = {finished.outcome for finished in self.client.wait(receipts, timeout=3600)}
        if outcomes != {"stored"}:
            raise SystemExit(f"some articles ended otherwise than stored: {outcomes}")
        return watch.run(len(articles))

    def close(self) -> None:
        """Stop it."""
        self.client.close()
        self.process.terminate()
        self.process.wait()


@contextmanager
def newsmill(settings: Mapping[str, str]) -> Iterator[Newsmill]:
    """A running service."""
    with tempfile.TemporaryDirectory(prefix="newsmill-bench-") as folder:
        service = Newsmill(Path(folder), settings)
        try:
            yield service
        finally:
            service.close()


class Tutorial:
    """A Celery worker with two processes on tutorial.py; the articles are done when their last results are read."""

    def __init__(self, address: str, redis_pid: int) -> None:
        self.address = address
        os.environ |= {"TUTORIAL_REDIS": address, "TUTORIAL_PRODUCER": "1"}  # the producer needs no model
        self.module: Any = importlib.import_module("variants.tutorial")
        self.module.app.conf.update(broker_url=address, result_backend=address)
        worker = environment()
        del worker["TUTORIAL_PRODUCER"]
        command = ["-m", "celery", "-A", "variants.tutorial", "worker", "-c", "2", "-l", "WARNING"]
        self.process = subprocess.Popen(
            [sys.executable, *command, "--without-gossip", "--without-mingle"],
            env=worker,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.roots = [self.process.pid, redis_pid]

    def run(self, articles: Sequence[dict[str, Any]]) -> Run:
        """Send all, wait for all."""
        module = self.module
        with Watch(self.roots, self.address) as watch:
            waiting = [
                (module.clean.s(article) | module.entities.s() | module.topics.s()).delay() for article in articles
            ]
            watch.sent()
            for result in waiting:
                result.get(timeout=3600)
        return watch.run(len(articles))

    def close(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait()


@contextmanager
def tutorial() -> Iterator[Tutorial]:
    """A running worker on a Valkey without persistence, which is what makes this variant fastest."""
    with plain_valkey() as (address, pid):
        wait_for_redis(address)
        service = Tutorial(address, pid)
        try:
            yield service
        finally:
            service.close()
