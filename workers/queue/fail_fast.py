"""A Celery worker that ends at once on an error from which it does not recover, as if it were killed."""

import os

from celery.apps.worker import Worker
from celery.platforms import EX_FAILURE


class FailFastWorker(Worker):  # type: ignore[misc]  # Celery publishes no types
    """Celery's worker would shut down in order, and wait for children that it can no longer hear: it was seen to wait
    for ever, beating, after a reading error when Redis came back. The ledger restarts what a dead process held."""

    def stop(self, in_sighandler: bool = False, exitcode: int | None = None) -> None:
        """Shut down in order; on a failure, which Celery has logged by now, at once."""
        if exitcode == EX_FAILURE:
            os._exit(EX_FAILURE)
        super().stop(in_sighandler, exitcode)
