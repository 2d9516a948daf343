"""Settings: where they come from, what is refused, and that no secret is ever shown."""

from pathlib import Path

import pytest

from config.settings import Settings, known_variables, load_settings
from newsmill.client.accepting import Limits
from newsmill.errors import Misconfigured


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in known_variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_defaults_are_valid_and_frozen() -> None:
    settings = load_settings()
    assert settings.queue.max_starts == 3
    with pytest.raises(ValueError, match="frozen"):
        settings.queue = settings.queue  # type: ignore[misc]


def test_a_variable_reaches_its_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_QUEUE_MAX_STARTS", "5")
    monkeypatch.setenv("NEWSMILL_DATA_DIR", "/srv/news")
    monkeypatch.setenv("NEWSMILL_STORE_RAW_DAYS", "null")
    settings = load_settings()
    assert (settings.queue.max_starts, settings.data_dir, settings.store.raw_days) == (5, Path("/srv/news"), None)


def test_a_clients_limits_are_those_of_the_service() -> None:
    queue = load_settings().queue
    assert Limits() == Limits(queue.max_entries, queue.max_bytes, queue.max_article_bytes)


def test_every_field_is_described() -> None:
    assert [name for name, variable in known_variables().items() if not variable.description] == []


def test_defaults_are_told_as_they_would_be_written() -> None:
    told = {name: variable.default for name, variable in known_variables().items()}
    names = ("QUEUE_MAX_STARTS", "FUSE", "DATA_DIR", "REDIS_PASSWORD", "STORE_RAW_DAYS")
    assert [told[f"NEWSMILL_{name}"] for name in names] == ["3", "false", "newsmill-data", "", "90"]


def test_a_dotenv_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("NEWSMILL_QUEUE_MAX_STARTS=4\nNEWSMILL_QUEUE_IN_FLIGHT=9\nOTHER=1\n")
    monkeypatch.setenv("NEWSMILL_QUEUE_IN_FLIGHT", "10")
    assert (load_settings().queue.max_starts, load_settings().queue.in_flight) == (4, 10)


def test_a_dotenv_file_in_another_encoding_is_refused() -> None:
    Path(".env").write_bytes(b"CITY=Z\xfcrich\n")
    with pytest.raises(Misconfigured, match=r"^\.env is not UTF-8: byte 7 is 0xfc$"):
        load_settings()


def test_a_tilde_is_the_home_folder_also_where_no_shell_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    Path(".env").write_text("NEWSMILL_DATA_DIR=~/news\n")
    assert load_settings().data_dir == Path("/home/ana/news")


def test_a_docker_secret_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "newsmill_redis_password").write_text("s3cret\n")
    monkeypatch.setitem(Settings.model_config, "secrets_dir", str(tmp_path))
    monkeypatch.setenv("NEWSMILL_REDIS_URL", "redis://redis:6379/0")
    assert load_settings().redis.address() == "redis://:s3cret@redis:6379/0"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"NEWSMILL_QUEUE_MAX_STRATS": "3"}, "NEWSMILL_QUEUE_MAX_STRATS: no such setting"),
        ({"NEWSMILL_QUEUE_MAX_STARTS": "many"}, "NEWSMILL_QUEUE_MAX_STARTS: .*integer"),
        ({"NEWSMILL_QUEUE_SOFT_SECONDS": "30"}, "soft_seconds .30. must be below hard_seconds .20."),
        ({"NEWSMILL_QUEUE_DEAD_SECONDS": "4"}, "at least twice heartbeat_seconds"),
        ({"NEWSMILL_QUEUE_MAX_BYTES": "1048576"}, "the largest article could never be accepted"),
        ({"NEWSMILL_REDIS_URL": "http://redis"}, "NEWSMILL_REDIS_URL: must begin with redis://"),
        ({"NEWSMILL_REDIS_URL": "redis://u:pass/word@r:6379/0"}, "cannot be read.* into NEWSMILL_REDIS_PASSWORD"),
        ({"NEWSMILL_REDIS_URL": "redis://r:6379/0?socket_timeout=long"}, "NEWSMILL_REDIS_URL: cannot be read"),
        ({"NEWSMILL_REDIS_URL": "redis://r:6379/0?password_file=x"}, "NEWSMILL_REDIS_URL: cannot be read"),
        ({"NEWSMILL_REDIS_URL": "redis://r:6379/news"}, "must end with the database's number"),
        (
            {"NEWSMILL_REDIS_URL": "redis://r", "NEWSMILL_REDIS_CA_FILE": "/ca.pem"},
            "ca_file without TLS: the url must begin with rediss://",
        ),
        (
            {"NEWSMILL_REDIS_URL": "rediss://r", "NEWSMILL_REDIS_KEY_FILE": "/key.pem"},
            "certificate_file and key_file belong together",
        ),
        ({"NEWSMILL_REDIS_URL": "rediss://r", "NEWSMILL_REDIS_CA_FILE": "/no/ca.pem"}, "no file /no/ca.pem"),
        ({"NEWSMILL_REDIS_URL": "redis://r", "NEWSMILL_REDIS_USERNAME": "me"}, "username without a password"),
        ({"NEWSMILL_STORE_URL": "mysql://db"}, "NEWSMILL_STORE_URL: must begin with postgresql://"),
        ({"NEWSMILL_TOPICS_CUSTOM_ONLY": "true"}, "leaves no topic at all"),
        ({"NEWSMILL_LOG_FORMAT": "xml"}, "NEWSMILL_LOG_FORMAT: .*text.*json"),
    ],
)
def test_wrong_settings_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sentence: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured, match=sentence):
        load_settings()


def test_a_typo_in_the_dotenv_file_is_refused_too() -> None:
    Path(".env").write_text("NEWSMILL_REDIS_ULR=redis://h\n")
    with pytest.raises(Misconfigured, match="NEWSMILL_REDIS_ULR: no such setting"):
        load_settings()


def test_credentials_are_put_into_urls_that_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_REDIS_URL", "redis://redis:6379/0")
    monkeypatch.setenv("NEWSMILL_REDIS_USERNAME", "worker")
    monkeypatch.setenv("NEWSMILL_REDIS_PASSWORD", "p@ss/word")
    monkeypatch.setenv("NEWSMILL_STORE_URL", "postgresql://newsmill@db/newsmill")
    monkeypatch.setenv("NEWSMILL_STORE_PASSWORD", "x:y")
    settings = load_settings()
    assert settings.redis.address() == "redis://worker:p%40ss%2Fword@redis:6379/0"
    assert settings.store_address == "postgresql://newsmill:x%3Ay@db/newsmill"


def test_a_password_in_the_url_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_REDIS_URL", "redis://:inside@redis:6379/0")
    monkeypatch.setenv("NEWSMILL_REDIS_PASSWORD", "outside")
    assert load_settings().redis.address() == "redis://:inside@redis:6379/0"


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSMILL_REDIS_URL", "redis://:hunter2@redis:6379/0")
    monkeypatch.setenv("NEWSMILL_STORE_PASSWORD", "hunter2")
    settings = load_settings()
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in settings.model_dump_json()
    monkeypatch.setenv("NEWSMILL_STORE_URL", "oracle://u:hunter2@db")
    with pytest.raises(Misconfigured) as refused:
        load_settings()
    assert "hunter2" not in str(refused.value)


def test_the_store_defaults_to_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert load_settings().store_address == f"sqlite:///{tmp_path}/newsmill-data/newsmill.db"


def test_tls_options_go_into_the_address_and_certificates_are_always_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").touch()
    monkeypatch.setenv("NEWSMILL_REDIS_URL", "rediss://:p@redis:6380/0")
    assert load_settings().redis.address() == "rediss://:p@redis:6380/0?ssl_cert_reqs=required"
    monkeypatch.setenv("NEWSMILL_REDIS_CA_FILE", str(tmp_path / "ca.pem"))
    address = load_settings().redis.address() or ""
    assert address.startswith("rediss://:p@redis:6380/0?ssl_cert_reqs=required&ssl_ca_certs=%2F")
    monkeypatch.setenv("NEWSMILL_REDIS_URL", address)  # as `newsmill up` hands it to its processes
    assert load_settings().redis.address() == address
