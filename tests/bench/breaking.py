"""Parts of newsmill taken out at the start of a process under test, to see that the bench notices."""

from typing import Any

from workers.queue import ledger
from workers.queue.dispatcher import Dispatcher

_GATE = "if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then"
_COUNTER = "redis.call('HINCRBY', KEYS[2], 'begun', 1)"


def take_out(part: str) -> None:
    """Take out the finish gate, the sweeper or the counter of starts."""
    match part:
        case "gate":  # every settling passes
            _change_script("finish", _GATE, "if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == -1 then")
        case "counter":  # no start is remembered
            _change_script("begin", _COUNTER, "starts + 1")
        case "sweeper":  # nobody looks for what stands still
            Dispatcher._sweep = lambda *_: None  # type: ignore[method-assign]
        case _:
            raise ValueError(f"no such part: {part}")


def _change_script(name: str, old: str, new: str) -> None:
    unchanged: Any = ledger.script_text

    def script_text(asked: str) -> str:
        text: str = unchanged(asked)
        if asked != name:
            return text
        assert old in text, f"{name}.lua is not what it was; change tests/bench/breaking.py with it"
        return text.replace(old, new)

    ledger.script_text = script_text  # type: ignore[assignment]
