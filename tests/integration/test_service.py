"""The main job on the embedded service, as its users meet it: articles in, results, dead letters and events out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsmill import Client
from tests.service import Newsmill, newsmill

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsmill]:
    with newsmill(tmp_path_factory.mktemp("service") / "data") as running:
        yield running


def finished_event(service: Newsmill, entry: bytes) -> dict[str, Any]:
    service.wait_until_finished()
    with service.redis() as client:
        events = [json.loads(fields[b"event"]) for _, fields in client.xrange("newsmill:events")]
    [event] = [event for event in events if event["data"]["entry"] == entry.decode()]
    return dict(event)


def add(service: Newsmill, fields: dict[str, Any]) -> bytes:
    """XADD as a producer in any language does it."""
    with service.redis() as client:
        return bytes(client.xadd("newsmill:incoming", fields))


def test_a_plain_xadd_ends_as_a_stored_result_and_an_event(service: Newsmill) -> None:
    article = {
        "id": "urn:test:xadd",
        "headline": "Ostra council backs budget",
        "body": {"value": SENTENCES},
        "meta": {"n": 1},
    }
    event = finished_event(service, add(service, {"article": json.dumps(article)}))
    assert (event["specversion"], event["type"]) == ("1.0", "newsmill.article.processed.v1")
    assert event["data"]["outcome"] == "stored"
    [record] = service.json("show", "--json", "urn:test:xadd")
    assert (record["article_id"], record["article_version"], record["meta"]) == ("urn:test:xadd", 1, {"n": 1})
    assert "Marguerite Duval" in {entity["name"] for entity in record["entities"]}
    assert all(record["text"][s["start"] : s["end"]] == s["text"] for s in record["spans"] if "field" not in s)
    assert all(record["pipeline"][stage] for stage in ("cleanup", "entities", "topics"))


def test_an_invalid_xadd_ends_as_a_dead_letter_with_the_reason(service: Newsmill) -> None:
    raw = json.dumps({"id": "urn:test:invalid", "version": "two", "body": {"value": "Text."}})
    event = finished_event(service, add(service, {"article": raw}))
    assert event["type"] == "newsmill.article.failed.v1"
    assert "version: input should be a valid integer" in event["data"]["detail"]
    shown = service.run("show", "urn:test:invalid")
    assert shown.returncode == 1
    assert "version: input should be a valid integer" in shown.stderr


def test_the_same_article_twice_is_a_duplicate_named_with_its_original(service: Newsmill) -> None:
    article = json.dumps({"id": "urn:test:twice", "body": {"value": SENTENCES}}).encode()
    ends = service.json("enqueue", "--wait", "--json", "-", stdin=article + b"\n" + article)
    assert sorted(end["outcome"] for end in ends) == ["duplicate", "stored"]
    [duplicate] = [end for end in ends if end["outcome"] == "duplicate"]
    assert "version 1 of urn:test:twice" in duplicate["detail"]


def test_changed_content_is_the_next_version_and_an_older_explicit_one_never_wins(service: Newsmill) -> None:
    def send(text: str, **fields: Any) -> dict[str, Any]:
        line = json.dumps({"id": "urn:test:versions", "body": {"value": text}, **fields}).encode()
        done = service.run("enqueue", "--wait", "--json", "-", stdin=line)
        return dict(json.loads(done.stdout))

    assert send(SENTENCES, version=5)["article_version"] == 5
    assert send(SENTENCES + " More rain is expected.", version=6)["article_version"] == 6
    assert send(SENTENCES + " An old draft.", version=2)["article_version"] == 2
    [current] = service.json("show", "--json", "urn:test:versions")
    assert current["article_version"] == 6
    conflict = send(SENTENCES + " Something else.", version=6)
    assert conflict["outcome"] == "dead"
    assert "higher version" in conflict["detail"]


def test_of_a_thousand_lines_three_bad_ones_are_named_and_the_rest_accepted(service: Newsmill, tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"urn:test:bulk:{n}", "body": {"value": f"{SENTENCES} Item {n}."}}) for n in range(1000)]
    lines[9], lines[499], lines[999] = "{broken", '{"body": {}}', '{"body": {"value": "x"}, "version": "new"}'
    path = tmp_path / "bulk.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    before = service.status().accepted
    done = service.run("enqueue", str(path))
    assert done.returncode == 1
    assert "997 accepted, 3 refused" in done.stderr
    for number, reason in ((10, "not JSON"), (500, "body.value: is required"), (1000, "version: input should be")):
        assert f"refused: {path}:{number}: {reason}" in done.stderr
    assert service.status().accepted - before == 997
    status = service.wait_until_finished(150)
    assert status.balanced


def test_the_samples_are_stored_and_can_be_found(service: Newsmill) -> None:
    ends = service.json("enqueue", "--wait", "--json", str(EXAMPLES / "articles"))
    assert {end["outcome"] for end in ends} == {"stored"}
    assert len(ends) >= 14
    by_entity = service.json("search", "--json", "--entity", "Calder Maritime Association")
    assert "Dockworkers end 19-day strike" in by_entity[0]["headline"]
    assert service.json("search", "--json", "--text", "glacier microbes")
    assert service.json("search", "--json", "--topic", "medtop:17000000")
    assert service.run("search", "--text", "zyxwvut").returncode == 1
    german = next(end for end in ends if "german" in end["where"])
    [record] = service.json("show", "--json", german["article_id"])
    assert (record["language"], record["status"], record["entities"]) == ("de", "partial", [])
    assert service.json("export", german["article_id"]) == [record]
    exported = service.json("export", "--entity", "Calder Maritime Association", "--topic", "medtop:09000000")
    assert by_entity[0]["article_id"] in [result["article_id"] for result in exported]


def test_status_balances_and_sees_its_workers(service: Newsmill) -> None:
    service.wait_until_finished()
    [status] = service.json("status", "--json")
    assert status["balanced"]
    assert status["accepted"] == status["stored"] + status["duplicates"] + status["dead_letters"]
    assert set(status["workers"].values()) == {1}
    assert "accepted" in service.run("status").stdout


def test_a_wire_copy_is_linked_to_the_article_that_it_nearly_repeats(service: Newsmill) -> None:
    # A story of its own: most articles of this file share theirs, and a copy is linked to the earliest of its group.
    story = (
        "Beekeepers on the island of Lenna counted fewer hives this autumn than in any year since records began there. "
        "Cold nights in May and a mite that came with imported queens are blamed by the island's only veterinarian. "
        "Honey prices rose by a third, and two of the five monasteries that sell it have closed their shops. "
    )
    for number, ending in enumerate((" Ferries will sail on Sundays only.", " The fish market stays open.")):
        line = json.dumps({"id": f"urn:test:wire:{number}", "body": {"value": f"{story}{ending}"}}).encode()
        service.json("enqueue", "--wait", "--json", "-", stdin=line)
    assert "nearly repeats urn:test:wire:0 version 1" in service.run("show", "urn:test:wire:1").stdout
    assert "nearly repeated by urn:test:wire:1 version 1" in service.run("show", "urn:test:wire:0").stdout


def test_a_forgotten_article_is_gone_and_the_sum_still_holds(service: Newsmill) -> None:
    line = json.dumps({"id": "urn:test:forget", "body": {"value": SENTENCES}}).encode()
    service.json("enqueue", "--wait", "--json", "-", stdin=line)
    assert service.run("forget", "--yes", "urn:test:forget").returncode == 0
    gone = service.run("show", "urn:test:forget")
    assert gone.returncode == 1
    assert "is not in the store" in gone.stderr
    assert service.status().balanced
    assert service.run("forget", "--yes", "urn:test:forget").returncode == 1


def test_the_python_client_waits_for_its_article(service: Newsmill) -> None:
    with Client(service.redis_url) as client:
        receipt = client.enqueue({"id": "urn:test:client", "body": {"value": SENTENCES}})
        [finished] = client.wait([receipt], timeout=60)
    assert (finished.outcome, finished.article_version) == ("stored", 1)


def test_no_article_text_is_in_the_logs(service: Newsmill) -> None:
    assert "Marguerite Duval" not in service.log
    assert "settled" in service.log


def test_a_dead_letter_is_logged_with_its_reason(service: Newsmill) -> None:
    finished_event(service, add(service, {"article": b'{"id": "urn:test:logged", "body": {}}'}))
    [line] = [line for line in service.log.splitlines() if "urn:test:logged" in line]
    assert "warning" in line
    assert "body.value: is required and missing" in line


def test_doctor_finds_the_running_service_well(service: Newsmill) -> None:
    done = service.run("doctor", "--json")
    assert done.returncode == 0, done.stdout
    assert {json.loads(line)["part"] for line in done.stdout.splitlines()} >= {"redis", "store", "stages"}


def test_healthchecks_follow_the_heartbeats(service: Newsmill) -> None:
    assert [service.run("healthcheck", role).returncode for role in ("dispatcher", "entities", "settle")] == [0, 0, 0]
    assert service.run("healthcheck", "nonsense").returncode == 2


def test_a_second_service_in_the_same_folder_is_refused(service: Newsmill) -> None:
    done = service.run("up")
    assert done.returncode == 2
    assert "another newsmill is running in" in done.stderr


SENTENCES = (
    "Marguerite Duval, the mayor of Ostra, said on Monday that the town council would spend 2.4 million euros on the "
    "harbour. Members of the council voted for the budget by nine to four after a long debate about taxes and the "
    "election next spring. The harbour master said that work would begin in March."
)
