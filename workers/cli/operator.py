"""Who runs a command, for the trace that it leaves."""

import getpass
import os
import socket


def operator() -> str:
    """user@host of whoever runs this command."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"
