"""The whole list of bad inputs through one service, good articles among them: each ends with its reason."""

import json
import random
from pathlib import Path
from typing import Any, cast

import pytest

from newsmill import Rejected
from newsmill.client.accepting import Limits, encode
from tests.bad_inputs import (
    MAX_ARTICLE_BYTES,
    TEXT,
    bad_inputs,
    forged_entry,
    good_inputs,
    odd_inputs,
    stored_before,
)
from tests.evaluation.cleanup.hostile import SENTENCE
from tests.postgres import fresh_database, postgres_server
from tests.service import Newsmill, newsmill
from workers.store import Store

SETTINGS = {"NEWSMILL_QUEUE_MAX_ARTICLE_BYTES": str(MAX_ARTICLE_BYTES), "NEWSMILL_LOCAL_PROCESSES": "2"}

Event = dict[str, Any]


@pytest.mark.timeout(400)  # a bound on liveness on a busy machine
def test_each_bad_input_ends_with_its_reason_and_every_good_article_is_stored(tmp_path: Path) -> None:
    bad = {bad.name: bad for bad in bad_inputs()}
    odd = {f"odd: {name}": raw for name, raw in odd_inputs().items()}
    good = {f"good: {number}": raw for number, raw in enumerate(good_inputs(300))}
    assert len(bad) >= 100
    articles = {name: {"article": raw} for name, raw in {**odd, **good}.items()}
    sent = {name: dict(item.fields) for name, item in bad.items()} | articles | {"forged": forged_entry()}
    names = list(sent)
    random.Random(1).shuffle(names)  # noqa: S311  # the same company for the good ones in every run
    with (
        postgres_server() as server,
        fresh_database(server.url) as database,
        newsmill(tmp_path / "data", {**SETTINGS, "NEWSMILL_STORE_URL": database}) as service,
    ):
        before = add(service, [{"article": raw} for raw in stored_before()])
        service.wait_until_finished()
        entries = add(service, [sent[name] for name in names])
        status = service.wait_until_finished(300)
        events = finished(service)
        with Store.open(database) as store:
            forged = store.get("odd:forged")
            stored = {number: store.get(f"good:{number}") for number in range(len(good))}
        log = service.log
    assert len(events) == len({event["entry"] for event in events}) == len(before) + len(sent) == status.accepted
    assert status.balanced, status
    by_entry = {event["entry"]: event for event in events}
    ends = {name: by_entry[entry] for name, entry in zip(names, entries, strict=True)}

    assert [name for name in good if ends[name]["outcome"] != "stored"] == []
    assert [(name, ends[name]) for name in bad if not is_refused(ends[name], bad[name].reason)] == []
    assert [(name, ends[name]) for name in odd if not ended_in_order(ends[name])] == []
    assert forged is not None
    assert (ends["forged"]["outcome"], forged.run, forged.result().text) == ("stored", 1, TEXT.strip())
    assert "signal 9" not in log
    assert SENTENCE[:40] not in log
    # A good article comes out right whatever was worked on before it.
    wrong = [
        number
        for number, found in stored.items()
        if found is None
        or f"item {number}." not in found.result().text
        or "Marguerite Duval" not in {entity.name for entity in found.result().entities}
    ]
    assert wrong == []


def test_what_the_client_can_judge_it_refuses_with_the_same_words() -> None:
    limits = Limits(max_article_bytes=MAX_ARTICLE_BYTES)
    refused = {}
    for bad in bad_inputs():
        if bad.refusable:
            try:
                encode(bad.fields["article"], limits)
            except Rejected as error:
                refused[bad.name] = bad.reason in str(error)
            else:
                refused[bad.name] = False
    assert len(refused) >= 100
    assert [name for name, well in refused.items() if not well] == []


def is_refused(event: Event, reason: str) -> bool:
    return event["outcome"] == "dead" and reason in event["detail"]


def ended_in_order(event: Event) -> bool:
    """Stored, or dead for a reason that a person can act on; never a fault of newsmill's own."""
    detail = event["detail"] or ""
    ours = "never ended" in detail or "unexpectedly" in detail
    return event["outcome"] == "stored" or (event["outcome"] == "dead" and bool(detail) and not ours)


def add(service: Newsmill, entries: list[dict[str, bytes]]) -> list[str]:
    """XADD all, as a producer in any language does it."""
    with service.redis() as client, client.pipeline(transaction=False) as pipe:
        for fields in entries:
            pipe.xadd("newsmill:incoming", fields)
        return [entry.decode() for entry in pipe.execute()]


def finished(service: Newsmill) -> list[Event]:
    with service.redis() as client:
        events = cast("list[Any]", client.xrange("newsmill:events"))
    return [json.loads(fields[b"event"])["data"] for _, fields in events]
