"""Logging of every process: structlog over the standard library, text for people or JSON for collectors, on stderr."""

import logging
import os
import sys

import structlog
from celery import signals

from config.settings import LogSettings


def configure(settings: LogSettings) -> None:
    """Set up logging for this process. Never logs article text: nothing in newsmill hands it to a logger."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(settings.level),
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty() and not os.environ.get("NO_COLOR"), pad_event_to=0
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    logging.captureWarnings(True)
    # A line or two a task is noise at eight tasks an article; the settle worker logs one line an article.
    for noisy in ("celery.app.trace", "celery.worker.strategy", "celery.pool", "celery.bootsteps", "kombu", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # A worker that ends gives back what it has fetched ahead; Kombu warns of that as of something undeliverable.
    logging.getLogger("kombu.transport.virtual.base").setLevel(logging.ERROR)
    # It names pages by their url when it gives up on them; cleanup says so itself, in the result or the dead letter.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    signals.setup_logging.connect(_keep_ours, weak=False)


def _keep_ours(**_: object) -> None:
    """Having a receiver is what keeps Celery from configuring logging itself."""
