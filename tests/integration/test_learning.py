"""Learning a source's boilerplate from stored articles, and cleaning with what was learned."""

import json
from pathlib import Path

from tests.service import newsmill

LINE = "Ostra Post is made by forty people and printed on Tuesdays"


SUBJECTS = ["harbour", "budget", "school", "bridge", "festival", "hospital", "library", "market", "ferry", "museum"]


def article(number: int, source: str = "Ostra Post") -> bytes:
    """An article of a source whose every page ends with the same line."""
    subject = SUBJECTS[number % 10]
    paragraphs = [
        f"The {subject} of Ostra was the subject of meeting number {number} on Monday evening.",
        f"Members spoke about the {subject} for {number + 2} hours before they voted on the plan.",
        LINE,
    ]
    fields = {"id": f"urn:post:{number}", "source": source, "body": {"value": "\n\n".join(paragraphs)}}
    return json.dumps(fields).encode()


def test_a_line_that_a_source_repeats_is_learned_and_then_removed(tmp_path: Path) -> None:
    with newsmill(tmp_path / "data") as service:
        lines = b"\n".join(article(number) for number in range(30))
        assert {end["outcome"] for end in service.json("enqueue", "--wait", "--json", "-", stdin=lines)} == {"stored"}
        [before] = service.json("show", "--json", "urn:post:3")
        assert LINE in before["text"]
        learned = service.run("learn-boilerplate", str(tmp_path / "lists"))
        assert learned.returncode == 0, learned.stderr
        [path] = (tmp_path / "lists").iterdir()
        assert LINE in path.read_text(encoding="utf-8")
        service.settings = {"NEWSMILL_CLEANUP_SOURCE_LISTS": str(tmp_path / "lists")}
        [after] = service.json("process", "--stage", "cleanup", "-", stdin=article(3))
        [other] = service.json("process", "--stage", "cleanup", "-", stdin=article(3, "Other Post"))
        assert LINE not in after["text"]
        assert any(LINE in piece["text"] for piece in after["removed"])
        assert after["pipeline"]["cleanup"] != before["pipeline"]["cleanup"] == other["pipeline"]["cleanup"]
