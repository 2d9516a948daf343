"""The settings of the queue and the ledger."""

from typing import Self

from pydantic import Field, model_validator

from config.group import Group, MiB, Seconds

EVENT_BYTES = 600  # of an event in the memory of Redis: 516 with article ids of 55 characters
OWN_BYTES = 4 * MiB  # of an empty server (2.3 MB) and of the batch that settle is given


class QueueSettings(Group):
    """Limits, timeouts and retries of the queue and the ledger."""

    max_entries: int = Field(
        100_000, ge=1, description="limit of accepted but unfinished articles; above it, accept refuses more"
    )
    max_bytes: int = Field(
        512 * MiB,
        ge=MiB,
        description="limit of bytes of accepted but unfinished articles; keep it below half of Redis's maxmemory",
    )
    max_article_bytes: int = Field(
        2 * MiB, ge=1024, le=64 * MiB, description="maximum size of an article, in bytes of JSON"
    )
    in_flight: int = Field(
        64, ge=1, le=10_000, description="articles that the dispatcher keeps in the stages at the same time"
    )
    rerun_in_flight: int = Field(
        8,
        ge=1,
        le=10_000,
        description="the dispatcher adds re-runs and replays while fewer articles than this, live ones included, "
        "are in the stages",
    )
    max_starts: int = Field(
        3,
        ge=1,
        le=100,
        description="starts of one stage that never ended (a killed worker) before the article becomes a dead letter",
    )
    soft_seconds: Seconds = Field(
        15, description="time after which a stage gives up and the article becomes a dead letter"
    )
    hard_seconds: Seconds = Field(20, description="time after which the worker process of a stuck stage is killed")
    heartbeat_seconds: Seconds = Field(3, description="interval of a worker's heartbeats")
    dead_seconds: Seconds = Field(
        12, description="time without a heartbeat after which a worker counts as dead and its articles are restarted"
    )
    late_seconds: Seconds = Field(
        120,
        description="time after which an article held by a settle worker that waits for its database "
        "is given to another",
    )
    pause_seconds: Seconds = Field(
        60,
        description="longest pause before an article is retried whose stage temporarily lacks something it needs",
    )
    give_up_seconds: Seconds = Field(
        86_400, description="total pause after which such an article becomes a dead letter, which can be replayed"
    )
    events_max: int = Field(
        100_000, ge=100, description="events kept in newsmill:events, approximately; the oldest are removed first"
    )
    events_days: int | None = Field(
        30, ge=1, description="days after which an event is removed; null: only events_max bounds them"
    )

    repeat_bytes: int = Field(
        0,
        ge=0,
        le=1024 * MiB,
        description="memory in Redis for a cache of stage outputs, so that a repeated input is not computed again; "
        "0: off. Worth it if at least 5 % of articles are repeats",
    )
    repeat_seconds: Seconds = Field(21_600, description="how long outputs are cached")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.soft_seconds >= self.hard_seconds:
            raise ValueError(
                f"soft_seconds ({self.soft_seconds:g}) must be below hard_seconds ({self.hard_seconds:g}), "
                "or a stuck stage is killed before it can give up cleanly"
            )
        if self.heartbeat_seconds * 2 > self.dead_seconds:
            raise ValueError(
                f"dead_seconds ({self.dead_seconds:g}) must be at least twice heartbeat_seconds "
                f"({self.heartbeat_seconds:g}), or one late heartbeat declares a living worker dead"
            )
        if self.pause_seconds >= self.give_up_seconds:
            raise ValueError(
                f"give_up_seconds ({self.give_up_seconds:g}) must be above pause_seconds ({self.pause_seconds:g}), "
                "or an article is given up before its longest pause is over"
            )
        if self.max_article_bytes > self.max_bytes:
            raise ValueError(
                f"max_article_bytes ({self.max_article_bytes}) is above max_bytes ({self.max_bytes}), "
                "so the largest article could never be accepted"
            )
        return self

    @property
    def rerun_bytes(self) -> int:
        """Bytes of waiting re-runs at which `newsmill reprocess` waits: an eighth of what live articles may take."""
        return self.max_bytes // 8

    @property
    def redis_bytes(self) -> int:
        """The least maxmemory of the Redis: the queue at its limit, as much again for what the stages make of it, the
        events, and what the server itself takes."""
        return 2 * self.max_bytes + EVENT_BYTES * self.events_max + OWN_BYTES
