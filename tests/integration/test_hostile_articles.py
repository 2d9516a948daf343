"""Hostile articles through the whole service: each ends as a result or a clear dead letter, and no worker dies."""

import base64
import json
import random
from pathlib import Path

from tests.evaluation.cleanup.hostile import SENTENCE, files, pages, texts
from tests.service import newsmill

PERSON = "Marguerite Duval, the mayor of Ostra, said on Monday that the council had voted. "


def floods() -> dict[str, str]:
    """Plain texts made against the later stages."""
    noise = random.Random(1)  # noqa: S311  # repeatable noise, not a secret
    return {
        "a token of 200,000 characters": PERSON + "x" * 200_000,
        "base64": PERSON + base64.b64encode(noise.randbytes(150_000)).decode(),
        "1,000,000 characters": PERSON * 12_000,
        "emoji": PERSON + "😀🏳️‍🌈👩‍👩‍👧 " * 20_000,
        "right to left": PERSON + "\u202eאבג דהו " * 20_000,
        "another language": "Der Stadtrat von Ostra stimmte am Montag über den Haushalt des Hafens ab. " * 500,
        "names alone": "Marguerite Duval " * 8_000,
        "sums alone": "$52.4 billion £2m N$100 000 " * 8_000,
    }


def test_every_hostile_article_ends_and_the_next_one_is_right(tmp_path: Path) -> None:
    raws = {
        name: json.dumps({"id": name, "body": {"content_type": "text/html", "value": v}}) for name, v in pages().items()
    }
    raws |= {
        name: json.dumps({"id": name, "body": {"value": value}}) for name, value in {**texts(), **floods()}.items()
    }
    hostile: dict[str, bytes] = {name: raw.encode() for name, raw in raws.items()} | files()
    settings = {"NEWSMILL_QUEUE_MAX_ARTICLE_BYTES": str(16 * 2**20)}
    with newsmill(tmp_path / "data", settings) as service:
        with service.redis() as client:
            for raw in hostile.values():
                client.xadd("newsmill:incoming", {"article": raw})
        good = json.dumps({"id": "good", "body": {"value": PERSON * 4}}).encode()
        client_ends = service.json("enqueue", "--wait", "--json", "-", stdin=good)
        status = service.wait_until_finished(150)
        assert client_ends[0]["outcome"] == "stored"
        [record] = service.json("show", "--json", "good")
        assert {"Marguerite Duval"} <= {entity["name"] for entity in record["entities"]}

        assert status.balanced
        assert status.accepted == len(hostile) + 1
        with service.redis() as client:
            events = [json.loads(fields[b"event"])["data"] for _, fields in client.xrange("newsmill:events")]  # type: ignore[union-attr]
        dead = {event["article_id"]: event["detail"] for event in events if event["outcome"] == "dead"}
        assert all(dead.values())
        assert not [detail for detail in dead.values() if "never ended" in detail or "unexpectedly" in detail]
        assert "signal 9" not in service.log
        assert SENTENCE[:40] not in service.log
