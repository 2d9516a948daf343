"""Retagging: stored articles get today's topics through the queue, with cleanup and entities left as they were."""

from pathlib import Path

from tests.service import Newsmill, newsmill

ROOT = Path(__file__).resolve().parents[2]
CUSTOM = ROOT / "config" / "topics" / "samples" / "technology-business.yaml"


def test_stored_articles_are_tagged_anew_and_nothing_else_of_them_changes(tmp_path: Path) -> None:
    with newsmill(tmp_path / "data") as service:
        ends = service.json("enqueue", "--wait", "--json", str(ROOT / "examples" / "articles"))
        assert {end["outcome"] for end in ends} == {"stored"}
        ids = [end["article_id"] for end in ends]
        before = {article_id: service.record(article_id) for article_id in ids}
        assert "0 articles would be retagged" in service.run("retag", "--dry-run").stdout
        refused = Newsmill(tmp_path / "data", {"NEWSMILL_TOPICS_CUSTOM": str(CUSTOM)}).run("retag")
        assert refused.returncode == 2
        assert "topics@" in refused.stderr
        assert "has another pipeline than this command" in refused.stderr
        assert service.status().accepted == len(ids)

    with newsmill(tmp_path / "data", {"NEWSMILL_TOPICS_CUSTOM": str(CUSTOM)}) as service:
        dry = service.run("retag", "--dry-run")
        assert dry.returncode == 0, dry.stderr
        assert f"{len(ids)} articles would be retagged" in dry.stdout
        assert service.status().accepted == len(ids)
        sent = service.run("retag")
        assert f"{len(ids)} articles are queued to be re-run" in sent.stderr
        status = service.wait_until_finished()
        assert status.balanced
        assert (status.accepted, status.stored, status.duplicates, status.dead_letters) == (
            2 * len(ids),
            2 * len(ids),
            0,
            0,
        )
        after = {article_id: service.record(article_id) for article_id in ids}
        assert "0 articles would be retagged" in service.run("retag", "--dry-run").stdout

    for article_id, old in before.items():
        new = after[article_id]
        assert (new["pipeline"]["run"], new["article_version"]) == (2, 1)
        assert new["pipeline"]["topics"] != old["pipeline"]["topics"]
        for part in ("text", "spans", "entities", "values", "removed", "headline", "warnings", "meta"):
            assert new[part] == old[part]
        assert [new["pipeline"][stage] for stage in ("cleanup", "entities")] == [
            old["pipeline"][stage] for stage in ("cleanup", "entities")
        ]
