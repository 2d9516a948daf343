"""Carrying out a plan's kills on a bench, each at the moment in which it hurts."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass

from tests.bench.bench import Bench
from tests.bench.plan import Kill
from tests.postgres import PostgresServer
from tests.processes import children_of
from workers.queue.entry import Hold

MOMENT = 15.0  # longest wait for the moment in which a blow hurts most; what settle holds is given away after a few


@dataclass(frozen=True)
class Blow:
    """A kill that was carried out, and the entries that its victims held at that moment."""

    kill: Kill
    at: float  # unix time, the same clock as the server's entry and event ids: one machine
    held: frozenset[str]


class Blows:
    """Carries out kills; in the main thread, since a database that it starts ends with the starting thread."""

    def __init__(self, bench: Bench, database: PostgresServer | None) -> None:
        self._bench = bench
        self._database = database
        self.done: list[Blow] = []

    def strike(self, kills: Sequence[Kill]) -> None:
        """All of them, each at its time from now."""
        begun = time.monotonic()
        for kill in kills:
            time.sleep(max(0.0, begun + kill.at - time.monotonic()))
            self._strike(kill)

    def _strike(self, kill: Kill) -> None:
        victim, _, how = kill.kind.partition(" ")
        if victim == "settle":
            self._bench.wait_until_ready()  # one that starts while the store stalls holds nothing
        names = self._names(victim, kill.choice)
        holds = self._bench.holds()
        pids = {pid for name in names for pid in self._pids(name)}
        at = time.time()
        if victim == "database":
            self._database_trouble(how, kill.seconds)
        elif victim == "child":
            pids = self._child(names[0], how, kill)
        elif victim == "settle":
            holds = self._settle(names[0], how)
        elif how == "paused":
            with self._bench.paused(*names):
                time.sleep(kill.seconds)
        elif how == "terminated":
            self._bench.kill(names[0], signal.SIGTERM)
        elif kill.seconds:
            with self._bench.away(*names):
                time.sleep(kill.seconds)
        else:
            for name in names:
                with suppress(ProcessLookupError):
                    self._bench.kill(name)
            if victim == "everything" and self._database is not None:
                self._database_trouble("killed", 0)
        everyone = victim in ("redis", "database", "everything")
        held = {hold.entry for hold in holds if everyone or _pid(hold) in map(str, pids)}
        self.done.append(Blow(kill, at, frozenset(held)))

    def _names(self, victim: str, choice: float) -> list[str]:
        if victim == "everything":
            return list(self._bench.members)
        role = {"worker": "stages", "child": "stages"}.get(victim, victim)
        names = sorted(name for name in self._bench.members if name.startswith(role))
        return [names[int(choice * len(names))]] if names else []

    def _pids(self, name: str) -> list[int]:
        return [self._bench.pid(name), *self._bench.children(name)]

    def _child(self, name: str, how: str, kill: Kill) -> set[int]:
        """One pool process of a worker, which may have none at the moment: then its next one."""
        children: list[int] = []
        while not children:
            children = self._bench.children(name)
        pid = children[int(kill.choice * 997) % len(children)]
        with suppress(ProcessLookupError):  # it may have ended by itself meanwhile
            if how == "killed":
                os.kill(pid, signal.SIGKILL)
            else:
                os.kill(pid, signal.SIGSTOP)
                time.sleep(kill.seconds)
                os.kill(pid, signal.SIGCONT)
        return {pid}

    def _settle(self, name: str, how: str) -> list[Hold]:
        """A settle worker is quick, so it is hit while the store keeps it waiting, in the middle of settling. One that
        is stopped goes on when others settle what it held, and both are left to come to the finish gate with it."""
        pid = self._bench.pid(name)
        with ExitStack() as stopped:
            with self._stalled_store():
                holds = self._stop_at_work(name, pid, stopped)
                if how != "paused":
                    with suppress(ProcessLookupError):
                        self._bench.kill(name, signal.SIGKILL if how == "killed" else signal.SIGTERM)
                    stopped.close()
            held = {hold.entry for hold in holds}
            if how == "paused":
                _wait_a_while(lambda: self._others_settle(held, pid))
        if how == "paused":
            _wait_a_while(lambda: self._settled_twice(held))
        return holds

    def _stop_at_work(self, name: str, pid: int, stopped: ExitStack) -> list[Hold]:
        """Stop it while it holds entries, and say which. One that was seen in its last step has passed the gate before
        it stops: then it goes on, and the next moment is waited for."""
        deadline = time.monotonic() + MOMENT
        while time.monotonic() < deadline:
            _wait_a_while(lambda: bool(self._held_by(pid)))
            with ExitStack() as attempt:
                attempt.enter_context(self._bench.paused(name))
                if holds := self._held_by(pid):
                    stopped.push(attempt.pop_all())
                    return holds
        return []

    def _held_by(self, pid: int) -> list[Hold]:
        return [hold for hold in self._bench.holds() if _pid(hold) == str(pid)]

    def _others_settle(self, entries: set[str], pid: int) -> bool:
        """Whether another process has taken each of these, or is done with it. One that waits in a queue again is
        not yet taken: who finished it now would leave the other nothing to take."""
        holders = [_pid(hold) for hold in self._bench.holds() if hold.entry in entries]
        return all(holder.isdigit() and holder != str(pid) for holder in holders)

    def _settled_twice(self, entries: set[str]) -> bool:
        logs = [self._bench.log(name) for name in self._bench.members if name.startswith("settle")]
        return all(sum(entry in log for log in logs) > 1 for entry in entries)

    @contextmanager
    def _stalled_store(self) -> Iterator[None]:
        if self._database is None:
            with locked_store(self._bench):
                yield
            return
        pids = self._database_pids()
        _signal(pids, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(pids, signal.SIGCONT)

    def _database_pids(self) -> list[int]:
        assert self._database is not None
        assert self._database.process is not None
        return [self._database.process.pid, *children_of(self._database.process.pid)]

    def _database_trouble(self, how: str, seconds: float) -> None:
        assert self._database is not None
        if how == "killed":
            self._database.stop(signal.SIGKILL)
            time.sleep(seconds)
            self._database.start()
        else:
            with self._stalled_store():
                time.sleep(seconds)


def _wait_a_while(condition: Callable[[], bool]) -> None:
    """Until it holds, or MOMENT seconds are over: the blow falls all the same."""
    deadline = time.monotonic() + MOMENT
    while time.monotonic() < deadline and not condition():
        time.sleep(0.02)


def _pid(hold: Hold) -> str:
    return hold.holder.rpartition("/")[2]


@contextmanager
def locked_store(bench: Bench) -> Iterator[None]:
    """Nobody else writes to the bench's SQLite store meanwhile."""
    with closing(sqlite3.connect(bench.folder / "newsmill.db", isolation_level=None, timeout=60)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def _signal(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
