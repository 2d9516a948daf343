"""`python -m workers.cli` is `newsmill`."""

from workers.cli import main

main()
