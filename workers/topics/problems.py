"""Errors of a scheme file: the first one ends a start, and `newsmill topics check` tells of all."""

from collections.abc import Iterator
from contextlib import contextmanager

from newsmill.errors import Misconfigured


class Problems:
    """Keeps errors, as many as there is room for; the next one is raised. Without room, that is the very first."""

    def __init__(self, room: int = 0) -> None:
        self.kept: list[Misconfigured] = []
        self._room = room

    def add(self, error: Misconfigured) -> None:
        """Keep an error, or raise it."""
        if len(self.kept) >= self._room:
            raise error
        self.kept.append(error)

    @contextmanager
    def keep(self) -> Iterator[None]:
        """Add what the block raises as Misconfigured, and go on after the block."""
        try:
            yield
        except Misconfigured as error:
            self.add(error)
