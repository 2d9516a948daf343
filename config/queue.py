"""The settings of queue and ledger."""

from typing import Self

from pydantic import Field, model_validator

from config.group import Group, MiB, Seconds

EVENT_BYTES = 600  # of an event in the memory of Redis: 516 with article ids of 55 characters
OWN_BYTES = 4 * MiB  # of an empty server (2.3 MB) and of the batch that settle is given


class QueueSettings(Group):
    """Limits, patience and retries of queue and ledger."""

    max_entries: int = Field(100_000, ge=1, description="accepted but unfinished articles at which accept refuses more")
    max_bytes: int = Field(
        512 * MiB,
        ge=MiB,
        description="bytes of accepted but unfinished articles at which accept refuses more; "
        "keep it below half of Redis's maxmemory",
    )
    max_article_bytes: int = Field(2 * MiB, ge=1024, le=64 * MiB, description="largest article, as bytes of its JSON")
    in_flight: int = Field(
        64, ge=1, le=10_000, description="articles that the dispatcher keeps in the stages at a time"
    )
    rerun_in_flight: int = Field(
        8,
        ge=1,
        le=10_000,
        description="articles in the stages, live ones included, up to which the dispatcher adds re-runs and replays",
    )
    max_starts: int = Field(
        3,
        ge=1,
        le=100,
        description="starts of one stage on an article that never ended (a killed worker) before it is a dead letter",
    )
    soft_seconds: Seconds = Field(15, description="time after which a stage gives an article up as a dead letter")
    hard_seconds: Seconds = Field(20, description="time after which the worker process of a stuck stage is killed")
    heartbeat_seconds: Seconds = Field(3, description="how often a worker says that it lives")
    dead_seconds: Seconds = Field(
        12, description="silence after which a worker counts as dead and its articles restart"
    )
    late_seconds: Seconds = Field(
        120,
        description="time after which an article that a settle worker holds, which waits for its database, "
        "is given to another",
    )
    pause_seconds: Seconds = Field(
        60,
        description="longest pause before an article is tried again whose stage lacks something for the moment",
    )
    give_up_seconds: Seconds = Field(
        86_400, description="pauses in all after which such an article is given up as a dead letter, to be replayed"
    )
    events_max: int = Field(100_000, ge=100, description="events kept in newsmill:events, about; the oldest go first")
    events_days: int | None = Field(
        30, ge=1, description="days after which an event is removed; null: only events_max bounds them"
    )

    repeat_bytes: int = Field(
        0,
        ge=0,
        le=1024 * MiB,
        description="memory in Redis for what stages made, so that an input that comes again is not computed again; "
        "0: off. Worth it where five articles in a hundred are repeats",
    )
    repeat_seconds: Seconds = Field(21_600, description="how long that is remembered")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.soft_seconds >= self.hard_seconds:
            raise ValueError(
                f"soft_seconds ({self.soft_seconds:g}) must be below hard_seconds ({self.hard_seconds:g}), "
                "or a stuck stage is killed before it can be given up in order"
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
