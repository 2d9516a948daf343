"""Where Redis and the database are, and how they are reached: addresses, users, passwords, TLS."""

from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from redis import ConnectionPool

from config.group import Group


class RedisSettings(Group):
    """Where the queue and the ledger live."""

    url: SecretStr | None = Field(
        None,
        description="redis://, rediss:// (TLS) or unix:// address of an existing Redis; "
        "unset: the embedded one of `newsmill up`",
    )
    password: SecretStr | None = Field(None, description="password for the url, if the url itself has none")
    username: str | None = Field(None, description="ACL user for the url, if the url itself has none")
    ca_file: Path | None = Field(
        None, description="rediss:// only: certificates (PEM) to trust; unset: those this machine trusts"
    )
    certificate_file: Path | None = Field(
        None, description="rediss:// only: client certificate (PEM), for a server that asks for one"
    )
    key_file: Path | None = Field(None, description="rediss:// only: the key of the client certificate")

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and urlsplit(url.get_secret_value()).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        if url is not None:
            _check_readable(url.get_secret_value())
        return url

    @model_validator(mode="after")
    def _tls_where_it_is_used(self) -> Self:
        if self.url is None:
            return self
        parts = urlsplit(self.url.get_secret_value())
        if self.username is not None and self.password is None and parts.password is None:
            raise ValueError("username without a password: set NEWSMILL_REDIS_PASSWORD too")
        named = [name for name in ("ca_file", "certificate_file", "key_file") if getattr(self, name) is not None]
        if named and parts.scheme != "rediss":
            raise ValueError(f"{', '.join(named)} without TLS: the url must begin with rediss://")
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("certificate_file and key_file belong together; give both or neither")
        for name in named:
            if not (path := getattr(self, name)).is_file():
                raise ValueError(f"{name}: there is no file {path}")
        return self

    def address(self) -> str | None:
        """The url with user, password and TLS options put in, in the form that redis-py and Kombu both read.

        None when no Redis is named. Holds the password: never log it.
        """
        address = _with_credentials(self.url, self.username, self.password)
        if address is None or urlsplit(address).scheme != "rediss":
            return address
        # Written out, since of the two libraries one would take any certificate when nothing is said.
        files = {"ssl_ca_certs": self.ca_file, "ssl_certfile": self.certificate_file, "ssl_keyfile": self.key_file}
        options = {"ssl_cert_reqs": "required", **{name: str(path) for name, path in files.items() if path}}
        parts = urlsplit(address)
        return urlunsplit(parts._replace(query=urlencode({**options, **dict(parse_qsl(parts.query))})))


class StoreSettings(Group):
    """Where results are stored."""

    url: SecretStr | None = Field(
        None, description="postgresql://… or sqlite:///path; unset: a SQLite file in the data folder"
    )
    password: SecretStr | None = Field(None, description="password for the url, if the url itself has none")
    results_days: int | None = Field(
        None,
        ge=1,
        description="days after which an article is removed, counted from the acceptance of its newest version; "
        "null keeps results for ever",
    )
    raw_days: int | None = Field(
        90, ge=1, description="how long raw articles are kept for re-runs, in days; null keeps them for ever"
    )
    dead_letter_days: int | None = Field(
        90, ge=1, description="how long dead letters are kept for inspection and replay, in days; null: for ever"
    )
    outcome_days: int | None = Field(
        365,
        ge=30,
        description="how long each entry's outcome is kept, in days; then it is only counted; null: for ever",
    )

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(
            ("postgresql://", "postgresql+psycopg://", "sqlite:///")
        ):
            raise ValueError("must begin with postgresql:// or sqlite:///")
        return url

    def address(self) -> str | None:
        """The url with the password put in; None when no database is named. Holds the password: never log it."""
        return _with_credentials(self.url, None, self.password)


def _check_readable(url: str) -> None:
    """Port, database and options can be read: redis-py would fail late, and take database 0 for one with a name."""
    try:
        ConnectionPool.from_url(url).make_connection()  # nothing connects before the first command
    except (ValueError, TypeError):
        raise ValueError(
            "cannot be read: write it as redis://HOST:PORT/NUMBER, with options of redis-py only; "
            "put a password with characters such as : / @ # into NEWSMILL_REDIS_PASSWORD"
        ) from None
    parts = urlsplit(url)
    database = parts.path.strip("/")
    if parts.scheme != "unix" and database and not database.isdecimal():
        raise ValueError("must end with the database's number, such as redis://host:6379/0")


def _with_credentials(url: SecretStr | None, username: str | None, password: SecretStr | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url.get_secret_value())
    if password is None or parts.password is not None:
        return url.get_secret_value()
    user = username or parts.username or ""
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(user, safe='')}:{quote(password.get_secret_value(), safe='')}@{host}"
    return urlunsplit(parts._replace(netloc=netloc))
