"""What failed, seen and mended as an operator does it: `newsmill dead` and `newsmill reprocess`."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.service import Newsmill, newsmill
from workers.cleanup.resources import VERSION
from workers.queue import keys
from workers.settlement import Failure
from workers.store import DeadLetter, LetterQuery, Store

TEXT = "The mayor of Ostra, Marguerite Duval, said that the council would vote on the harbour budget. " * 4


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsmill]:
    with newsmill(tmp_path_factory.mktemp("mending") / "data") as running:
        yield running


def add(service: Newsmill, *articles: Any) -> None:
    """XADD as a foreign producer does it, and wait for the ends."""
    with service.redis() as client:
        for article in articles:
            client.xadd("newsmill:incoming", {"article": json.dumps(article)})
    service.wait_until_finished()


def listed(service: Newsmill, *filters: str) -> list[Any]:
    """What the command prints."""
    return [json.loads(line) for line in service.run("dead", "list", "--json", *filters).stdout.splitlines()]


def letters(service: Newsmill, **filters: Any) -> list[DeadLetter]:
    """The same from the store, which costs no process."""
    with Store.open(f"sqlite:///{service.folder / 'newsmill.db'}") as store:
        return store.dead_letters(LetterQuery(**filters))


def open_letter(service: Newsmill, article_id: str) -> DeadLetter:
    [letter] = letters(service, article_id=article_id, states=["open"])
    return letter


def test_dead_letters_are_listed_grouped_and_shown(service: Newsmill) -> None:
    add(
        service,
        *({"id": f"urn:empty:{n}", "body": {"content_type": "text/html", "value": "<p></p>"}} for n in range(3)),
    )
    add(service, {"id": "urn:wrong", "body": 5})

    found = listed(service)
    assert [letter["article_id"] for letter in found] == ["urn:wrong", "urn:empty:2", "urn:empty:1", "urn:empty:0"]
    filters = ("--error=Rejected", "--message=body", "--stage=cleanup", "--since=2026-01-01", "--limit=1")
    assert [letter["id"] for letter in listed(service, *filters)] == [found[0]["id"]]
    assert listed(service, "--older-than", "1h") == []
    [_, line] = service.run("dead", "list", "--article", "urn:wrong").stdout.splitlines()
    assert line.split()[3:6] == ["cleanup", "Rejected", "urn:wrong"]

    groups = [json.loads(line) for line in service.run("dead", "list", "--group", "--json").stdout.splitlines()]
    assert [(group["stage"], group["error"], group["count"]) for group in groups] == [
        ("cleanup", "Permanent", 3),
        ("cleanup", "Rejected", 1),
    ]
    shown = service.run("dead", "show", str(found[0]["id"]))
    made_by = ("newsmill 0", f"cleanup {VERSION}+")
    for told in ("Rejected in cleanup", "body: must be an object", "urn:wrong", *made_by, "open"):
        assert told in shown.stdout
    raw = service.run("dead", "show", str(found[0]["id"]), "--raw")
    assert json.loads(raw.stdout) == {"id": "urn:wrong", "body": 5}
    assert service.run("dead", "show", "999").returncode == 1


def test_a_replay_that_fails_again_says_so_and_the_sum_holds(service: Newsmill) -> None:
    before = service.status()
    letter = open_letter(service, "urn:wrong")

    assert "choose dead letters by number" in service.run("dead", "replay").stderr
    dry = service.run("dead", "replay", "--all", "--dry-run")
    assert "4 dead letters would be replayed" in dry.stdout
    asked = service.run("dead", "replay", "--all")
    assert (asked.returncode, letters(service, states=["replaying"])) == (2, []), "nobody said yes"
    sent = service.run("dead", "replay", str(letter.id))
    assert sent.returncode == 0, sent.stderr
    twice = service.run("dead", "replay", str(letter.id))
    assert (twice.returncode, "no open dead letter" in twice.stderr) == (1, True)

    status = service.wait_until_finished()
    assert status.balanced
    assert (status.accepted - before.accepted, status.dead_letters - before.dead_letters) == (1, 1)
    again = open_letter(service, "urn:wrong")
    assert (again.replay_of, again.first_entry) == (letter.id, letter.entry)
    assert f"failed again as dead letter {again.id}" in service.run("dead", "show", str(letter.id)).stdout


def test_a_discard_keeps_who_and_why(service: Newsmill) -> None:
    letter = open_letter(service, "urn:wrong")
    assert service.run("dead", "discard", str(letter.id)).returncode == 2, "a reason is asked for"
    done = service.run("dead", "discard", str(letter.id), "--why", "a producer's test")
    assert done.returncode == 0, done.stderr
    assert letters(service, article_id="urn:wrong", states=["open"]) == []
    shown = service.run("dead", "show", str(letter.id)).stdout
    assert "a producer's test" in shown
    assert "no longer kept" in shown
    assert service.status().balanced


def test_a_letter_that_is_mended_is_stored_once_whoever_else_sends_it(service: Newsmill) -> None:
    article = {"id": "urn:mended", "body": {"value": TEXT}}
    add(service, article)
    raw = json.dumps(article).encode()
    # A dead letter of an article that is fine today, as one that failed by a fault of ours that is mended since.
    bury(service, "urn:late", raw.replace(b"urn:mended", b"urn:late"))
    bury(service, "urn:mended", raw)
    assert service.run("dead", "replay", "--error", "ValueError", "--yes").returncode == 0
    status = service.wait_until_finished()
    assert status.balanced
    ends = [letter.replay_outcome for letter in letters(service, states=["replayed"], error="ValueError")]
    assert ends == ["stored", "stored"]
    for article_id in ("urn:late", "urn:mended"):
        [record] = service.json("show", "--json", article_id)
        assert (record["article_version"], record["pipeline"]["run"]) == (1, 1)


def bury(service: Newsmill, article_id: str, raw: bytes) -> None:
    """Let an article become a dead letter by an unexpected error, as a worker with a fault would."""
    failure = Failure(
        stage="entities", error="ValueError", message=f"of {article_id}", starts=1, failed_at=datetime.now(UTC)
    )
    with service.redis() as client:
        fields = {"article": raw, "stage": "settle", "failure": failure.to_json()}
        client.xadd(keys.RERUNS, fields)
    service.wait_until_finished()


def test_reprocess_sends_what_it_is_told_to_and_passes_over_what_is_up_to_date(service: Newsmill) -> None:
    done = service.run("reprocess", "--text", "harbour budget", "--dry-run")
    assert "0 articles would be re-run from cleanup on" in done.stdout, done.stderr
    assert "skipped, made by the current pipeline: 2 " in done.stderr
    assert "2 articles would be re-run" in service.run("reprocess", "--all", "--from", "entities", "--dry-run").stdout

    before = service.status()
    sent = service.run("reprocess", "urn:late", "--all", "--from", "entities")
    assert sent.returncode == 0, sent.stderr
    status = service.wait_until_finished()
    assert (status.balanced, status.accepted - before.accepted, status.stored - before.stored) == (True, 1, 1)
    [record] = service.json("show", "--json", "urn:late")
    assert (record["article_version"], record["pipeline"]["run"]) == (1, 2)
    assert service.run("reprocess", "--from", "topic").returncode == 2


def test_what_waits_in_the_lane_is_not_stored_once_its_article_is_forgotten(service: Newsmill) -> None:
    service.run("reprocess", "urn:late", "--all")
    forgotten = service.run("forget", "--yes", "urn:late")
    assert forgotten.returncode == 0, forgotten.stderr
    status = service.wait_until_finished()
    assert status.balanced
    assert service.run("show", "urn:late").returncode == 1
    assert service.run("audit").returncode == 0
