"""A Redis behind a Unix socket serves both of our clients: redis-py's and Kombu's."""

from pathlib import Path

from config.settings import Settings
from newsmill.client.connect import connect
from tests.valkey import valkey_server
from workers.queue.app import create_app
from workers.queue.ledger import Ledger


def test_messages_go_through_a_socket(tmp_path: Path) -> None:
    path = tmp_path / "valkey.sock"
    with valkey_server(tmp_path, ("--unixsocket", str(path))):
        address = f"unix://{path}?db=2"
        create_app(address, Settings()).send_task(
            "newsmill.cleanup", args=("1-1", 1), queue="cleanup", task_id="cleanup:1-1:1"
        )
        with connect(address, retries=0) as client:
            assert Ledger(client).queued(["cleanup"]) == {"1-1"}
