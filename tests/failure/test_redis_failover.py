"""A replica takes over behind the address of Redis, while connections to the old primary stay open."""

import socket
import threading
from contextlib import suppress
from pathlib import Path

from newsmill import Client
from tests.bench.bench import Bench
from tests.bench.members import wait_for
from tests.failure.conftest import article, offer
from tests.valkey import valkey_server


class Address:
    """An address that leads to the server on `port`; connections that are made already stay where they lead."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._socket.getsockname()[1]}/0"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._socket.accept()
                with suppress(OSError):
                    far = socket.create_connection(("127.0.0.1", self.port))
                    for ends in ((near, far), (far, near)):
                        threading.Thread(target=self._carry, args=ends, daemon=True).start()
                    continue
                near.close()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()


def test_everybody_finds_the_new_primary(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "bench")
    address = Address(bench.valkey.port)
    bench.environment["NEWSMILL_REDIS_URL"] = address.url
    (tmp_path / "replica").mkdir()
    replicated = ["--replicaof", f"127.0.0.1 {bench.valkey.port}"]
    with bench.running(), valkey_server(tmp_path / "replica", replicated) as replica, Client(address.url) as producer:
        primary, promoted = bench.client, replica.client()
        producer.enqueue(article("urn:first"))
        offer(bench, 20, "before")
        wait_for(lambda: bench.unfinished() == 0, 20, bench.trouble)
        wait_for(lambda: promoted.info("replication")["master_link_status"] == "up", 20, "the replica does not copy")
        primary.wait(1, 5000)

        address.port = replica.port
        promoted.replicaof("NO", "ONE")
        primary.replicaof("127.0.0.1", str(replica.port))
        bench._client = promoted
        producer.enqueue(article("urn:second"))
        offer(bench, 20, "after")

        primary.close()

        wait_for(lambda: bench.unfinished() == 0, 40, bench.trouble)
        books = bench.books()
        assert books.audit == []
        assert (books.status.accepted, books.status.stored, books.status.balanced) == (42, 42, True)
    address.close()
