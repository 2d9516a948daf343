"""Commands that need no running service, and what they say when something is missing."""

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.service import Newsmill

SAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def service(data_dir: Path) -> Newsmill:
    """A service that is not started."""
    return Newsmill(data_dir)


def test_process_prints_one_result_a_line(service: Newsmill) -> None:
    results = service.json("process", str(SAMPLES / "articles" / "port-strike.html"), str(SAMPLES / "articles.jsonl"))
    assert len(results) == 4
    assert all(result["topics"] or result["abstained"] for result in results)
    assert "Dockworkers" in results[0]["headline"]


def test_process_of_one_stage_takes_the_text_as_it_is(service: Newsmill) -> None:
    text = "  Explore more\n\nMarguerite Duval met Acme Corp. in Paris on Monday.\n"
    line = json.dumps({"id": "x", "body": {"value": text}, "language": "en"}).encode()
    [result] = service.json("process", "--stage", "entities", "-", stdin=line)
    assert result["text"] == text
    assert all(text[span["start"] : span["end"]] == span["text"] for span in result["spans"])
    assert result["spans"]
    assert (result["pipeline"]["cleanup"], result["pipeline"]["topics"], result["topics"]) == (None, None, [])


def test_process_ranks_when_asked(service: Newsmill) -> None:
    line = json.dumps({"id": "x", "body": {"value": "The council voted for the budget."}, "language": "en"}).encode()
    [result] = service.json("process", "--stage", "topics", "--rank", "-", stdin=line)
    scores = [ranked["score"] for ranked in result["ranking"]]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 100


def test_process_names_what_it_cannot_read_and_goes_on(service: Newsmill, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b" \n")
    (tmp_path / "image.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "latin.txt").write_bytes("Café Müller in Zürich opened on Monday with a long speech.".encode("cp1252"))
    (tmp_path / "broken.json").write_bytes(b"{")
    (tmp_path / "marked.jsonl").write_bytes(b'\xef\xbb\xbf{"body": {"value": "Rain fell on Ostra."}}\n')
    (tmp_path / "nul.jsonl").write_bytes(b'{"body": {"value": "a\\u0000"}}\n')
    done = service.run("process", "--stage", "entities", str(tmp_path))
    assert done.returncode == 1
    result, marked = [json.loads(line) for line in done.stdout.splitlines()]
    assert result["text"].startswith("Café Müller")
    assert marked["text"] == "Rain fell on Ostra."
    for name, reason in (
        ("empty.txt", "empty"),
        ("image.html", "PNG"),
        ("broken.json", "not JSON"),
        ("nul.jsonl:1", "NUL"),
    ):
        assert any(name in line and reason in line for line in done.stderr.splitlines()), done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["process", "no/such/file.txt"], "no such file or folder: no/such/file.txt"),
        (["process", "--stage", "spelling", "-"], "no such stage: spelling"),
        (["enqueue", "no/such/file.txt"], "no such file or folder"),
        (["enqueue", "-"], "no Redis: nothing runs in"),
        (["status"], "no Redis: nothing runs in"),
        (["search", "--text", "rain"], "run `newsmill migrate`"),
        (["show", "x"], "run `newsmill migrate`"),
        (["worker", "spelling"], "no such stage: spelling"),
        (["search"], "give at least one of --entity"),
        (["dead", "list", "--stage", "clenup"], "no such stage: clenup; the stages are cleanup"),
        (["dead", "list", "--older-than", "999999w"], "'999999w' goes back further than any calendar"),
        (["forget", "x"], "nothing was done: nobody answered the question; --yes answers it"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_with_exit_code_2(
    service: Newsmill, arguments: list[str], sentence: str
) -> None:
    done = service.run(*arguments)
    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"NEWSMILL_REDIS_URL": "redis://127.0.0.1:1/0"}, "refused); start it, or correct NEWSMILL_REDIS_URL"),
        ({"NEWSMILL_QUEUE_SOFT_SECONDS": "99"}, "must be below hard_seconds"),
        ({"NEWSMILL_QUEU_SOFT_SECONDS": "99"}, "no such setting; did you mean NEWSMILL_QUEUE_SOFT_SECONDS?"),
    ],
)
def test_wrong_settings_and_an_unreachable_redis_are_said_too(
    data_dir: Path, settings: dict[str, str], sentence: str
) -> None:
    done = Newsmill(data_dir, settings).run("enqueue", str(SAMPLES / "articles"))
    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_service_is_named_in_full() -> None:
    done = Newsmill(Path("nowhere")).run("status")
    assert f"nothing runs in {Path('nowhere').resolve()} (" in done.stderr


@pytest.mark.parametrize("command", ["up", "demo"])
def test_a_data_folder_that_cannot_be_made_is_said_too(command: str) -> None:
    done = Newsmill(Path("/dev/null/folder")).run(command)
    assert done.returncode == 2
    assert "/dev/null/folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_told(service: Newsmill) -> None:
    assert service.run("--version").stdout == f"newsmill {version('newsmill')}\n"


def test_a_worker_of_settle_and_a_stage_is_refused(data_dir: Path) -> None:
    done = Newsmill(data_dir, {"NEWSMILL_REDIS_URL": "redis://127.0.0.1:1/0"}).run("worker", "cleanup", "settle")
    assert done.returncode == 2
    assert "settle stage needs a worker of its own" in " ".join(done.stderr.split())


def test_the_schemas_are_printed(service: Newsmill) -> None:
    [article] = service.json("schema")
    [result] = service.json("schema", "result")
    assert (article["title"], article["required"]) == ("newsmill.article/1", ["body"])
    assert result["title"] == "newsmill.result/1"
    assert article["additionalProperties"] is False
    assert "additionalProperties" not in result  # a reader that checks against it must bear what is added later
    [event] = service.json("schema", "event")
    assert event["$defs"]["EventData"]["properties"]["outcome"]["enum"] == ["stored", "duplicate", "dead"]


def test_doctor_lists_every_setting_and_names_what_is_missing(data_dir: Path) -> None:
    service = Newsmill(data_dir, {"NEWSMILL_QUEUE_MAX_BYTES": str(10**15)})
    assert "NEWSMILL_QUEUE_MAX_STARTS" in service.run("doctor", "--settings").stdout
    done = service.run("doctor", "--json")
    assert done.returncode == 1
    findings = {finding["part"]: finding for finding in map(json.loads, done.stdout.splitlines())}
    assert not findings["store"]["ok"]
    assert not findings["disk"]["ok"]
    assert "choose another folder with NEWSMILL_DATA_DIR" in findings["disk"]["found"]
    assert findings["stages"]["ok"]


def test_help_names_every_command(service: Newsmill) -> None:
    words = service.run("--help").stdout.split()
    for command in ("demo", "up", "enqueue", "process", "status", "show", "search", "doctor", "schema", "worker"):
        assert command in words


def test_messages_have_no_colours_where_nobody_sees_them(service: Newsmill) -> None:
    assert "\x1b" not in service.run("status").stderr


def test_own_topics_are_checked_and_tried(service: Newsmill, tmp_path: Path) -> None:
    custom = SAMPLES.parent / "config" / "topics" / "samples" / "technology-business.yaml"
    checked = service.run("topics", "check", str(custom))
    assert checked.returncode == 0
    assert "0 warnings" in checked.stderr
    tried = service.run("topics", "try", str(custom), str(SAMPLES / "articles" / "chip-plant.txt"))
    assert tried.returncode == 0
    assert "chip-plant.txt" in tried.stdout
    assert "entities" not in tried.stdout, "a stage that was not run has found nothing out"
    broken = tmp_path / "broken.yaml"
    broken.write_text(custom.read_text(encoding="utf-8") + "\n  - {code: x, name: [}\n", encoding="utf-8")
    refused = service.run("topics", "check", str(broken))
    assert refused.returncode == 2
    assert "broken.yaml" in refused.stderr
    assert "Traceback" not in refused.stderr
    broken.write_text("topics:\n" + "  - {code: own:a}\n" * 30, encoding="utf-8")
    refused = service.run("topics", "check", str(broken))
    assert refused.returncode == 2
    assert refused.stderr.count("error: ") == 20
    assert "and 69 more errors" in refused.stderr
    started = service.run("topics", "try", str(broken), str(SAMPLES / "articles" / "chip-plant.txt"))
    assert started.returncode == 2
    assert started.stderr.count("broken.yaml") == 1, "a start is refused with one message"


def test_the_shipped_corpus_holds_no_copies_and_no_unknown_codes(service: Newsmill) -> None:
    checked = service.run("topics", "check", str(SAMPLES.parent / "config" / "topics" / "corpus"))
    assert checked.returncode == 0, checked.stderr
    assert "0 errors" in checked.stderr
