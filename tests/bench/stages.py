"""Stand-in stages, and articles that misbehave on purpose in the stage that their text names.

Stand-ins are as pure as the real stages and take microseconds; queue, wrapper, ledger and store around them are real.
"""

import ctypes
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from newsmill.article import STAGES, CleanArticle, Entities, Topics
from newsmill.errors import Transient
from workers.queue.keys import SETTLE

FUNCTIONS = {"cleanup": "clean", "entities": "extract", "topics": "tag"}
OPTIONS = {"cleanup": "CleanupOptions", "entities": "EntityOptions", "topics": "TopicOptions"}
MARK = re.compile(r"misbehaves in (\w+): (\w+)")
SLOW_SECONDS = 1.5
STAMP = "1+stand-in"


def misbehaving(does: str, stage: str = "entities") -> str:
    """The sentence that makes an article do this in that stage, wherever in its text it stands."""
    assert does in TROUBLES
    assert stage in (*STAGES, SETTLE)
    return f"This article misbehaves in {stage}: {does} it must."


def stand_in(stage: str, version: str | None = None) -> ModuleType:
    """A module to take the place of a stage's package. Of a version: its stamp and its output both say which."""
    stamp, said = (f"{version}+stand-in", (version,)) if version else (STAMP, ())
    make: dict[str, Callable[[Any, Any], Any]] = {
        "cleanup": lambda article, _: _as_it_is(article, stamp, version),
        "entities": lambda _article, _: Entities(stamp=stamp, warnings=said),
        "topics": lambda _article, _: Topics(stamp=stamp, abstained=version),
    }
    module = ModuleType(f"workers.{stage}")
    setattr(module, OPTIONS[stage], lambda **_: None)
    loaded = SimpleNamespace(warnings=(), stamp=(lambda _source: stamp) if stage == "cleanup" else stamp)
    module.load = lambda _options: loaded  # type: ignore[attr-defined]
    setattr(module, FUNCTIONS[stage], make[stage])
    return module


def _as_it_is(article: Any, stamp: str, version: str | None) -> CleanArticle:
    return CleanArticle.as_it_is(article).model_copy(update={"stamp": stamp, "byline": version})


def with_trouble(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The stage's function, which first does what the article's text says."""

    def troubled(article: Any, *others: Any) -> Any:
        text = article.body.value if stage in ("cleanup", SETTLE) else article.text
        for where, does in MARK.findall(text):
            if where == stage:
                TROUBLES[does](text)
        return function(article, *others)

    return troubled


def _segfault(_: str) -> None:
    ctypes.string_at(0)


def _endless(_: str) -> None:
    while True:
        time.sleep(0.05)


def _deaf(_: str) -> None:
    while True:
        with suppress(Exception):  # the soft time limit, which a C library would not hear either
            _endless(_)


def _eats_memory(_: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 64 * 2**20, hard))
    eaten = []
    try:
        while True:
            eaten.append(bytearray(4 * 2**20))
    finally:
        eaten.clear()
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _killed_by_the_kernel(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)  # what the out-of-memory killer does


def _fails(text: str) -> None:
    try:
        float(text)  # as a library does: its error quotes what it could not read
    except ValueError as error:
        raise RuntimeError(f"no number: {text}") from error


def held_back(folder: Path) -> Path:
    """A file: while it is there, articles that wait for it stay where they are."""
    return folder / "held-back"


def _waits(_: str) -> None:
    while held_back(Path(os.environ["NEWSMILL_DATA_DIR"])).exists():
        time.sleep(0.02)


def lacks_something(folder: Path) -> Path:
    """A file: while it is there, what some articles need is away."""
    return folder / "something-is-away"


def _lacks_something(_: str) -> None:
    if lacks_something(Path(os.environ["NEWSMILL_DATA_DIR"])).exists():
        raise Transient("a model file cannot be reached")


TROUBLES: dict[str, Callable[[str], None]] = {
    "segfault": _segfault,
    "endless": _endless,  # ends by the soft time limit
    "deaf": _deaf,  # ends by the hard one
    "memory": _eats_memory,
    "oom": _killed_by_the_kernel,
    "abort": lambda _: os.abort(),
    "leave": lambda _: sys.exit(3),
    "fail": _fails,
    "lack": _lacks_something,  # healthy once that is over
    "wait": _waits,  # healthy, and begun for as long as a test wants it
    "slow": lambda _: time.sleep(SLOW_SECONDS),  # healthy
}
