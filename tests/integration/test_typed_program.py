"""A program of somebody else, checked by mypy --strict as it comes: without this project's plugins and settings."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

PROGRAM = """
from newsmill import Article, AsyncClient, Body, Client, Finished, QueueFull, Receipt, Rejected, Result


def send(url: str) -> Finished:
    with Client(url) as client:
        receipt = client.enqueue(Article(id="a", body=Body(value="x")), wait_for_room=3)
        for answer in client.enqueue_batch([{"body": {"value": "x"}}, b"{}"]):
            match answer:
                case Receipt():
                    print(answer.entry.partition("-"), answer.article_id.lower())
                case Rejected() | QueueFull():
                    print(answer.args)
        [finished] = client.wait([receipt], timeout=3)
        return finished


def read(record: str | bytes) -> list[str]:
    result = Result.from_json(record)
    parts = [result.text[span.start : span.end] for span in result.spans if span.field == "text"]
    return [*parts, *(entity.name.lower() for entity in result.entities), *(topic.id for topic in result.topics)]


async def follow(url: str) -> None:
    async with AsyncClient(url) as client:
        async for finished in client.events("0"):
            print(finished.outcome == "stored", finished.article_id)
        async for finished in client.wait([await client.enqueue(b"{}")]):
            print(finished.entry.partition("-"))
"""


def test_a_users_program_passes_mypy_strict(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    options = ["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", "--follow-imports=silent"]
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(program)],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(CHECKOUT)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
