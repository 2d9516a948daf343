"""The embedded Valkey that reads a long file at its start is waited for."""

from pathlib import Path

import pytest

from config.settings import load_settings
from tests.valkey import valkey_server
from workers.local import service as embedded
from workers.local.valkey import arguments

KEYS = 6144  # it answers between a thousand and the next
SLOWLY = ("--key-load-delay", "1000")  # microseconds a key, on any disk


def test_a_valkey_that_reads_for_longer_than_it_may_be_silent_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "valkey"
    folder.mkdir()
    with valkey_server(folder) as server, server.client() as client, client.pipeline() as pipe:
        for number in range(KEYS):
            pipe.set(f"key {number}", "")
        pipe.execute()
    monkeypatch.setattr(embedded, "arguments", lambda *given: [*arguments(*given), *SLOWLY])
    monkeypatch.setattr(embedded, "ANSWER_SECONDS", 4)
    service = embedded.LocalService(load_settings(data_dir=tmp_path, local={"redis_port": 0}))
    try:
        assert service._start_valkey().startswith("redis://")
    finally:
        service._stop()
