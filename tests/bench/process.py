"""Entry point of a process under test: newsmill's own command line, with stand-in stages and faults as a test asks.

python -m tests.bench.process '{"stand_in": true, "take_out": null, "die_at_the_gate": null}' worker cleanup entities
"""

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from newsmill.article import STAGES
from tests.bench import breaking, stages
from workers.queue.keys import SETTLE
from workers.queue.ledger import Ledger


def main() -> None:
    asked: dict[str, Any] = json.loads(sys.argv[1])
    for stage in STAGES:
        if asked["stand_in"]:
            sys.modules[f"workers.{stage}"] = stages.stand_in(stage, asked.get("version"))
        if stage in sys.argv:
            package, name = import_module(f"workers.{stage}"), stages.FUNCTIONS[stage]
            setattr(package, name, stages.with_trouble(stage, getattr(package, name)))
    if SETTLE in sys.argv:
        settle = import_module("workers.queue.settle")
        settle.assemble = stages.with_trouble(SETTLE, settle.assemble)  # type: ignore[attr-defined]
    if asked.get("take_out"):
        breaking.take_out(asked["take_out"])
    if asked.get("die_at_the_gate"):
        die_at_the_gate(Path(asked["die_at_the_gate"]))
    sys.argv[1:2] = []
    from workers.cli import main as newsmill

    newsmill()


def die_at_the_gate(marker: Path) -> None:
    """Kill this process between commit and finish gate, once: a breakpoint where no kill from outside can aim."""
    finish = Ledger.finish

    def die_or_finish(self: Ledger, *args: Any, **kwargs: Any) -> Any:
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return finish(self, *args, **kwargs)

    Ledger.finish = die_or_finish  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
