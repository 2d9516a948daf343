"""Real servers: one Valkey a session, emptied for each test that asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from newsmill.client.connect import connect
from tests.valkey import Valkey, valkey_server
from workers.queue.ledger import Ledger


@pytest.fixture(scope="session")
def shared_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with valkey_server(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture
def valkey(shared_valkey: Valkey) -> Valkey:
    """A running, empty Valkey."""
    client = shared_valkey.client()
    client.flushall()
    client.close()
    return shared_valkey


@pytest.fixture
def client(valkey: Valkey) -> Iterator["redis.Redis"]:
    """A plain client, as a foreign program would have."""
    with valkey.client() as plain:
        yield plain


@pytest.fixture
def ledger(valkey: Valkey) -> Iterator[Ledger]:
    """A prepared ledger."""
    connected = connect(valkey.url, retries=1)
    found = Ledger(connected)
    found.prepare()
    yield found
    connected.close()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A folder for an embedded service."""
    return tmp_path / "data"
