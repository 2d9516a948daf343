"""The entry point of the command `newsmill`: Ctrl-C during imports ends it without a traceback."""

import signal


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from workers.cli import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()
