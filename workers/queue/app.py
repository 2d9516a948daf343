"""The Celery application: one queue per stage, JSON only, no result backend, measured settings."""

import ssl
from urllib.parse import urlsplit

from celery import Celery
from kombu.entity import Queue

from config.settings import Settings
from newsmill.article import STAGES
from workers.queue import kombu_guard
from workers.queue.reconnect import PromptAMQP
from workers.queue.transport import NAME, broker_address


def create_app(redis_address: str, settings: Settings) -> Celery:
    """A Celery application on this Redis. Why each value: docs/choices.md, "Celery settings"."""
    kombu_guard.install()
    app = Celery("newsmill", broker=broker_address(redis_address), amqp=PromptAMQP, set_as_current=False)
    queue = settings.queue
    at_most = settings.stages_a_task
    app.conf.update(
        # JSON alone crosses the broker; anything else is refused, never unpickled.
        broker_transport=NAME,
        task_serializer="json",
        result_serializer="json",
        event_serializer="json",
        accept_content=["json"],
        result_accept_content=["json"],
        # Nobody commands a worker over the broker: signals end it, its heartbeat tells that it lives.
        worker_enable_remote_control=False,
        # Kombu alone would take any certificate; options in the address itself (ssl_ca_certs, …) win over these.
        broker_use_ssl={"ssl_cert_reqs": ssl.CERT_REQUIRED} if urlsplit(redis_address).scheme == "rediss" else None,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        # What a worker holds is given back when it ends in order. When it does not, the ledger sends it again, so Kombu
        # need not note in Redis which messages were given to whom.
        task_acks_late=True,
        worker_prefetch_multiplier=4,
        broker_transport_options={
            "ack_emulation": False,
            "socket_timeout": 30,
            "socket_connect_timeout": 3,
            "socket_keepalive": True,
            "health_check_interval": 10,
        },
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_channel_error_retry=True,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        task_soft_time_limit=at_most * queue.soft_seconds,
        task_time_limit=at_most * queue.hard_seconds,
        worker_max_tasks_per_child=settings.worker.tasks_per_child,
        worker_send_task_events=False,
        task_send_sent_event=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        task_queues=[Queue(stage) for stage in STAGES],  # type: ignore[no-untyped-call]
        task_create_missing_queues=False,
        task_default_queue=STAGES[0],
        enable_utc=True,
        timezone="UTC",
    )
    return app
