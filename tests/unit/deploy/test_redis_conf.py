"""config/redis.conf holds what the ledger was measured with, in proportion to the settings and the container."""

import re
from pathlib import Path

import pytest
import yaml

from config.queue import QueueSettings

ROOT = Path(__file__).parents[3]
UNITS = {"": 1, "mb": 2**20, "gb": 2**30, "m": 2**20, "g": 2**30}


def directives() -> dict[str, str]:
    lines = (ROOT / "config" / "redis.conf").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))


def size(text: str) -> int:
    number, unit = re.fullmatch(r"(\d+)([a-z]*)", text).groups()
    return int(number) * UNITS[unit]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("appendonly", "yes"),
        ("appendfsync", "always"),
        ("no-appendfsync-on-rewrite", "no"),
        ("save", '""'),
        ("maxmemory-policy", "noeviction"),
        ("protected-mode", "yes"),
        ("enable-debug-command", "no"),
    ],
)
def test_the_ledger_is_kept(name: str, value: str) -> None:
    assert directives()[name] == value


def test_a_full_queue_leaves_redis_room_to_finish_articles() -> None:
    assert size(directives()["maxmemory"]) > QueueSettings().redis_bytes


def test_the_container_has_room_for_the_copy_while_the_file_is_rewritten() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert size(compose["services"]["redis"]["mem_limit"]) >= 1.5 * size(directives()["maxmemory"])


def test_the_largest_article_that_settings_allow_fits_one_argument() -> None:
    largest = next(item.le for item in QueueSettings.model_fields["max_article_bytes"].metadata if hasattr(item, "le"))
    assert size(directives()["proto-max-bulk-len"]) > largest


def test_no_password_is_in_it() -> None:
    assert not {"requirepass", "user", "aclfile", "masterauth"} & directives().keys()
