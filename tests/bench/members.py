"""The processes of a bench: each under its name, started again when it dies, and open to every harm."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.processes import children_of
from tests.waiting import wait_for
from workers import parent_death

START_SECONDS = 120


@dataclass
class Member:
    """One process of the bench."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    away: bool = False  # stays dead until a test lets it come back
    starts: int = 0

    @property
    def pid(self) -> int | None:
        """Of the living process, else None."""
        return self.process.pid if self.process is not None and self.process.poll() is None else None

    def keep_alive(self) -> None:
        if self.pid is None and not self.away:
            with self.log.open("ab") as log:
                self.process = parent_death.start(self.command, output=log, environment=self.environment)
            self.starts += 1


class Members:
    """Named processes, kept alive by one thread."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self._running: list[str] = []
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._keep_alive, name="bench", daemon=True)

    def start(self, *names: str) -> None:
        """Start these, and keep them alive from now on."""
        self._running = [*self._running, *names]
        if not self._watch.is_alive():
            self._watch.start()

    def stop(self) -> None:
        """Kill all."""
        self._stopping.set()
        self._watch.join()

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Send the signal to a process, once it lives."""
        while True:
            with suppress(ProcessLookupError):  # it ended between the look and the blow: its next one is hit
                os.kill(self.pid(name), number)
                return

    def pid(self, name: str) -> int:
        """Of the living process, waited for."""
        wait_for(lambda: self.members[name].pid is not None, START_SECONDS, f"{name} does not start")
        pid = self.members[name].pid
        assert pid is not None
        return pid

    def children(self, name: str) -> list[int]:
        """The pool processes of a stage worker."""
        pid = self.members[name].pid
        return children_of(pid) if pid is not None else []

    @contextmanager
    def paused(self, *names: str) -> Iterator[None]:
        """Stopped with all its children, as a machine that swaps or a container that is frozen; then it goes on."""
        groups = [self.pid(name) for name in names]
        for group in groups:
            os.killpg(group, signal.SIGSTOP)
        try:
            yield
        finally:
            for group in groups:
                with suppress(ProcessLookupError):
                    os.killpg(group, signal.SIGCONT)

    @contextmanager
    def away(self, *names: str) -> Iterator[None]:
        """Killed, and not started again before the end."""
        for name in names:
            self.members[name].away = True
            self.kill(name)
        try:
            yield
        finally:
            for name in names:
                self.members[name].away = False

    def _keep_alive(self) -> None:
        # The kernel takes the end of the starting thread for the end of the parent: all of it ends with this thread.
        while not self._stopping.is_set():
            for name in self._running:
                self.members[name].keep_alive()
            self._stopping.wait(0.05)
        for member in self.members.values():
            if member.process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(member.process.pid, signal.SIGKILL)
                member.process.wait()
