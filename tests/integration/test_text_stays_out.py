"""Article text is in no log, message, event or dead letter's words, at the loudest log level and whatever fails."""

import base64
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsmill.article import STAGES
from tests.bench.bench import IMPATIENT, NOBODY_DIES, SHORT_LIMITS, Bench
from tests.bench.stages import misbehaving
from tests.waiting import wait_for
from workers.store import Store

BODY = re.compile(r'"body\W+([A-Za-z0-9+/=]{20,})')  # of a Celery message
CANARY = "Kanarienvogel"
TEXT = f"Marguerite {CANARY}, the mayor of Ostra, said on Monday that {CANARY} Corp had voted for $52 million. "
PAGE = (
    f'<html lang="en"><head><title>{CANARY}</title><meta name="date" content="{CANARY}">'
    f'<script type="application/ld+json">{{"@type": "{CANARY}", "author": [{CANARY}]}}</script></head>'
    f"<body><{CANARY} a='{CANARY}'><p>{TEXT * 5}</p></{CANARY}><p>&{CANARY};</p></body></html>"
)


@contextmanager
def overheard(bench: Bench) -> Iterator[list[str]]:
    """Every Redis command while it lasts."""
    heard: list[str] = []
    ready, stop = threading.Event(), threading.Event()

    def listen() -> None:
        with bench.valkey.client() as client, client.monitor() as monitor:
            ready.set()
            while not stop.is_set():
                heard.append(monitor.next_command()["command"])

    listener = threading.Thread(target=listen)
    listener.start()
    ready.wait()
    try:
        yield heard
    finally:
        stop.set()
        bench.client.ping()
        listener.join()


@pytest.mark.parametrize("stand_in", [False, True], ids=["real stages", "stages that fail"])
def test_the_canary_is_heard_nowhere(tmp_path: Path, *, stand_in: bool) -> None:
    # The real stages need their time; the failing ones are made to run into the time limit.
    settings = {**({**IMPATIENT, **SHORT_LIMITS, **NOBODY_DIES} if stand_in else {}), "NEWSMILL_LOG_LEVEL": "debug"}
    bench = Bench(tmp_path / "bench", settings, children=1, stand_in=stand_in)
    with bench.running(), overheard(bench) as heard:
        articles = list(failing() if stand_in else whole())
        for number, article in enumerate(articles):
            bench.offer({"id": f"urn:canary:{number}", **article})
        if not stand_in:
            bench.client.xadd("newsmill:incoming", {"article": f'{{"body": "{CANARY}'.encode()})
            bench.client.xadd("newsmill:incoming", {CANARY: CANARY})
        wait_for(lambda: bench.unfinished() == 0, 150, bench.trouble)
        events = str(bench.client.xrange("newsmill:events"))
        logs = {name: bench.log(name) for name in bench.members}
        commands = [run(bench, *words) for words in (["status"], ["audit"], ["dead", "list"])]
    with Store.open(bench.store_url) as store:
        dead = store.dead_letters()
    assert len(dead) == (len(articles) if stand_in else len(articles) + 2 - 3)  # two entries more, three stored
    told = [str([letter.stage, letter.error, letter.message, letter.traceback]) for letter in dead]
    messages = [command for command in heard if command.startswith(("LPUSH", "RPUSH", "PUBLISH"))]
    bodies = [base64.b64decode(body).decode() for message in messages for body in BODY.findall(message)]
    assert len(bodies) >= len(articles)
    assert [message for message in messages + bodies if CANARY in message] == []
    assert CANARY not in events
    assert [name for name, log in logs.items() if CANARY in log] == []
    assert [words for words in told + commands if CANARY in words] == []
    assert all(len(logs[name]) for name in logs if name != "redis")


def whole() -> Iterator[dict[str, object]]:
    """Three articles that are stored, then some that the contract or cleanup refuses."""
    yield {"body": {"value": TEXT * 5}, "headline": CANARY, "source": CANARY, "url": f"https://example.org/{CANARY}"}
    yield {"body": {"value": PAGE, "content_type": "text/html"}, "meta": {CANARY: CANARY}}
    yield {"body": {"value": f"Der Rat von {CANARY} stimmte am Montag über den Haushalt ab. " * 9}, "language": "de"}
    for name in ("version", "language", "published_at", "meta", "body"):
        yield {"body": {"value": TEXT}, name: CANARY}
    yield {"body": {"value": TEXT, "content_type": CANARY}}
    yield {"body": {"value": f"<{CANARY}>" * 500 + TEXT, "content_type": "text/html"}}
    yield {"body": {"value": f"<!-- {CANARY} " * 9, "content_type": "text/html"}}
    yield {"body": {"value": CANARY * 5000}}


def failing() -> Iterator[dict[str, object]]:
    """Articles that fail in each stage: by a library's error that quotes them, by time, memory and death."""
    for stage in STAGES:
        for does in ("fail", "memory", "endless"):
            yield {"body": {"value": f"{TEXT} {misbehaving(does, stage)} {TEXT}"}}
    yield {"body": {"value": f"{TEXT} {misbehaving('segfault')}"}}


def run(bench: Bench, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "workers.cli", *words], env=bench.environment, capture_output=True, check=False
    )
    return (done.stdout + done.stderr).decode()
