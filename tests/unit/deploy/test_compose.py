"""docker-compose.yml keeps its promises: hardened, bounded, without passwords, and made of commands that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from config.queue import QueueSettings
from config.settings import known_variables
from newsmill.article import STAGES
from workers.queue.keys import SETTLE

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
STAYING = {name: service for name, service in SERVICES.items() if name != "migrate"}
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "newsmill"}
STORE_SECRET = "newsmill_store_password"  # noqa: S105  # the secret's name

every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
every_staying_service = pytest.mark.parametrize("service", STAYING.values(), ids=STAYING)
every_service_of_ours = pytest.mark.parametrize("service", OURS.values(), ids=OURS)


def seconds(duration: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(s|m)", duration).groups()
    return int(number) * {"s": 1, "m": 60}[unit]


def secrets(service: dict[str, Any]) -> dict[str, str]:
    """The secrets of a service: file inside the container, and which secret it is."""
    named = [{"source": item, "target": item} if isinstance(item, str) else item for item in service.get("secrets", [])]
    return {item["target"]: item["source"] for item in named}


def environment(service: dict[str, Any]) -> dict[str, str]:
    return dict(service.get("environment", {}))


def test_one_service_a_stage_and_what_they_need() -> None:
    assert set(SERVICES) == {"redis", "postgres", "migrate", "dispatcher", *STAGES, SETTLE}


@every_service
def test_a_service_is_hardened(service: dict[str, Any]) -> None:
    assert service["init"] is True
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] in ("redis", "postgres", "10001:10001")


@every_service
def test_a_service_is_bounded(service: dict[str, Any]) -> None:
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()


@every_service
def test_a_service_can_be_scaled_and_is_not_published(service: dict[str, Any]) -> None:
    assert not {"container_name", "hostname", "ports", "network_mode"} & service.keys()
    assert all(COMPOSE["networks"][network]["internal"] is True for network in service["networks"])


@every_staying_service
def test_a_service_comes_back(service: dict[str, Any]) -> None:
    assert service["restart"] == "unless-stopped"


@every_staying_service
def test_a_service_has_a_healthcheck_in_exec_form(service: dict[str, Any]) -> None:
    assert service["healthcheck"]["test"][0] == "CMD"


def test_migrate_ends_and_is_not_started_again_after_success() -> None:
    assert SERVICES["migrate"]["restart"].startswith("on-failure")


@every_staying_service
def test_a_service_has_time_to_finish_its_longest_task(service: dict[str, Any]) -> None:
    assert seconds(service["stop_grace_period"]) > QueueSettings().hard_seconds


@every_service_of_ours
def test_commands_are_known_to_the_cli(service: dict[str, Any]) -> None:
    from workers.cli import app

    commands = [service["command"]]
    if "healthcheck" in service:
        commands.append(service["healthcheck"]["test"][1:])
    newsmill = typer.main.get_command(app)
    for program, *words in commands:
        assert program == "newsmill"
        with newsmill.make_context(program, [*words]) as context:
            name, command, rest = newsmill.resolve_command(context, [*words])  # type: ignore[attr-defined]  # it is a group
            command.make_context(name, rest, parent=context)


def test_each_stage_is_served_and_watched_under_its_own_name() -> None:
    for stage in (*STAGES, SETTLE):
        assert SERVICES[stage]["command"] == ["newsmill", "worker", stage]
        assert SERVICES[stage]["healthcheck"]["test"][-1] == stage
    assert SERVICES["dispatcher"]["healthcheck"]["test"][-1] == "dispatcher"


@every_service_of_ours
def test_settings_are_known(service: dict[str, Any]) -> None:
    ours = {name for name in environment(service) if name.startswith("NEWSMILL_")}
    assert ours <= known_variables().keys()
    assert {secret.upper() for secret in secrets(service)} <= known_variables().keys()


def test_settings_named_to_operators_are_known() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"NEWSMILL_[A-Z_]+", page))
    assert named
    assert named <= known_variables().keys()


def test_the_image_is_built_once_and_never_pulled() -> None:
    assert [name for name, service in SERVICES.items() if "build" in service] == ["migrate"]
    assert all(service["pull_policy"] == "never" for service in OURS.values())


@every_service_of_ours
def test_numeric_libraries_do_not_fight_over_cores(service: dict[str, Any]) -> None:
    if service["command"][1] == "worker":
        assert environment(service)["OMP_NUM_THREADS"] == "1"


def test_where_hostile_html_is_parsed_there_is_no_way_to_the_database() -> None:
    allowed = {"postgres", "migrate", SETTLE}
    assert {name for name, service in SERVICES.items() if STORE_SECRET in secrets(service)} == allowed
    assert {name for name, service in SERVICES.items() if "store" in service["networks"]} == allowed
    assert {name for name, service in SERVICES.items() if "NEWSMILL_STORE_URL" in environment(service)} < allowed


def test_no_password_is_written_here_and_a_missing_one_is_refused_with_a_sentence() -> None:
    for service in SERVICES.values():
        assert all(name.endswith("_FILE") for name in environment(service) if "PASSWORD" in name)
        assert not any(re.search(r"//[^/@]*:[^/@]*@", str(value)) for value in environment(service).values())
    for name, secret in COMPOSE["secrets"].items():
        variable, sentence = re.fullmatch(r"\$\{(\w+):\?(.+)\}/\w+", secret["file"]).groups()
        assert variable in sentence, name
        assert "docs/operations.md" in sentence
    assert ":-" not in TEXT


def test_services_wait_for_what_they_need() -> None:
    healthy, done = {"condition": "service_healthy"}, {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": healthy}
    for stage in ("dispatcher", *STAGES):
        assert SERVICES[stage]["depends_on"] == {"redis": healthy}
    assert SERVICES[SETTLE]["depends_on"] == {"redis": healthy, "postgres": healthy, "migrate": done}


def test_what_must_outlive_a_container_is_in_a_named_volume() -> None:
    assert SERVICES["redis"]["image"] == "redis:8"
    assert SERVICES["postgres"]["image"] == "postgres:17"
    assert "redis-data:/data" in SERVICES["redis"]["volumes"]
    assert "postgres-data:/var/lib/postgresql/data" in SERVICES["postgres"]["volumes"]
    assert {"redis-data", "postgres-data"} <= COMPOSE["volumes"].keys()


def test_the_order_of_text_is_not_that_of_the_images_c_library() -> None:
    options = environment(SERVICES["postgres"])["POSTGRES_INITDB_ARGS"].split()
    assert {"--data-checksums", "--encoding=UTF8", "--no-locale"} <= set(options)
    # tests/postgres.py makes every database of the tests with them.


def test_each_service_knows_the_password_of_its_own_redis_user_alone() -> None:
    users = {name: environment(service).get("NEWSMILL_REDIS_USERNAME") for name, service in OURS.items()}
    stages = {str(stage): "stage" for stage in STAGES}
    assert users == {"migrate": None, "dispatcher": "dispatcher", **stages, SETTLE: "settle"}
    for name, user in users.items():
        known = {source for source in secrets(OURS[name]).values() if source.startswith("redis_")}
        assert known == ({f"redis_{user}"} if user else set())


def test_redis_gets_a_password_for_every_user_of_the_acl_file() -> None:
    lines = (ROOT / "config" / "redis-acl.conf").read_text(encoding="utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("user ")]
    assert set(secrets(SERVICES["redis"])) == {f"redis_{user}" for user in users if user != "default"}
    assert "user default off resetpass ~* &* +@all" in lines
    # tests/redis_users.py runs the entrypoint.
