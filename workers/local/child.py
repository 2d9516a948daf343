"""One supervised process: started, restarted when it dies, asked to stop."""

import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from workers import parent_death

log = structlog.get_logger(__name__)

STOP_SECONDS = 30  # for one process to end what it is doing, before it is killed
LONGEST_PAUSE = 10.0  # seconds between starts of a process that keeps dying
STEADY_SECONDS = 30  # a process that lived so long starts again at once


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    output: Path | None = None  # file for what it prints; None: the supervisor's own stderr
    log_file: Path | None = None  # where it writes why it ends, when it does not print it
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.2
    start_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it."""
        if self.output is None:
            self.process = parent_death.start(self.command, environment=self.environment)
        else:
            with self.output.open("ab") as file:
                self.process = parent_death.start(self.command, output=file, environment=self.environment)
        self.started = time.monotonic()

    def stop(self) -> None:
        """Ask it to stop; kill it when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("killed: it did not stop in time", process=self.name, seconds=STOP_SECONDS)
            self.process.kill()
            self.process.wait()

    def keep_alive(self, now: float) -> None:
        """Restart it when it died: at once if it had run steadily, else with growing pauses."""
        if self.process is not None and self.process.poll() is not None:
            lived = now - self.started
            self.pause = 0.2 if lived >= STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE)
            self.start_at = now + self.pause
            code = self.process.returncode
            log.warning("process exited; restarting it", process=self.name, code=code, **self._why())
            self.process = None
        if self.process is None and now >= self.start_at:
            self.start()

    def _why(self) -> dict[str, object]:
        """What may explain its end. Valkey ends when it cannot write, and cannot write that into its log either."""
        if self.log_file is None:
            return {}
        return {"log": str(self.log_file), "free_mb": shutil.disk_usage(self.log_file.parent).free // 2**20}
