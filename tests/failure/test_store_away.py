"""The database killed and started again: articles wait, none becomes a dead letter, all end when it is back."""

import signal
import time
from pathlib import Path

from tests.failure.conftest import IMPATIENT, articles, assert_all_ended_once
from tests.postgres import postgres_server
from tests.service import Newsmill


def test_a_database_that_is_stopped_is_waited_for(tmp_path: Path) -> None:
    with postgres_server() as server:
        service = Newsmill(tmp_path / "data", {**IMPATIENT, "NEWSMILL_STORE_URL": server.url})
        service.start()
        try:
            service.run("enqueue", "-", stdin=articles(20, "before"))
            service.wait_until_finished()
            server.stop(signal.SIGKILL)
            service.run("enqueue", "-", stdin=articles(40, "away"))
            time.sleep(12)  # longer than every patience above
            away = service.run("status")
            assert away.returncode == 2
            assert "Traceback" not in away.stderr
            server.start()
            assert_all_ended_once(service, 60)
            assert service.status().dead_letters == 0
        finally:
            service.stop()
