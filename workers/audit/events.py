"""Whether events and outcomes agree: each finished entry has one event, with the same outcome."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import orjson
import redis

from workers.account import Window
from workers.audit.fault import Fault
from workers.entry_id import accepted_at, position
from workers.queue import keys
from workers.queue.survey import Surveyor

if TYPE_CHECKING:
    from workers.store import Outcome, Store

PAGE = 1000
SKEW = timedelta(minutes=1)  # between the clocks of Redis and of a settle worker, where events were trimmed


class Events:
    """The events of one ledger that are kept: what each says of which entry."""

    def __init__(self, client: "redis.Redis", ledger: str) -> None:
        self._client = client
        self._ledger = ledger
        self._seen = "-"
        self.outcomes: dict[str, tuple[str, str | None]] = {}
        self.times: Counter[str] = Counter()
        self.since = self._kept_since()
        self.read_on()

    def read_on(self) -> None:
        """Read those that came since."""
        while page := cast("list[Any]", self._client.xrange(keys.EVENTS, self._seen, count=PAGE)):
            for _, fields in page:
                event = orjson.loads(fields[b"event"])
                if event["id"] == f"{self._ledger}/{event['data']['entry']}":
                    data = event["data"]
                    self.outcomes[data["entry"]] = (data["outcome"], data["article_id"])
                    self.times[data["entry"]] += 1
            self._seen = "(" + page[-1][0].decode()

    def _kept_since(self) -> datetime:
        """From when on every event is still kept."""
        try:
            info = self._client.xinfo_stream(keys.EVENTS)
        except redis.ResponseError:
            return datetime.fromtimestamp(0, UTC)
        if info["entries-added"] == info["length"]:
            return datetime.fromtimestamp(0, UTC)
        if not info["first-entry"]:
            return datetime.now(UTC)
        return accepted_at(info["first-entry"][0].decode()) + SKEW


def disagreements(
    client: "redis.Redis", store: "Store", surveyor: Surveyor, ledger: str, window: Window, only_in_store: int
) -> Iterator[Fault]:
    """Where events and outcomes of a ledger do not agree."""
    events = Events(client, ledger)
    yield from _without_outcome(events, store, ledger, window)
    silent = [
        outcome
        for outcome in store.latest_outcomes(ledger, events.since)
        if outcome.entry not in events.outcomes and not outcome.forgotten
    ]
    survey = surveyor.survey()
    pending = {held.entry for held in survey.pending}
    events.read_on()  # whatever was not pending by then had its event before
    silent = [outcome for outcome in silent if outcome.entry not in events.outcomes and outcome.entry not in pending]
    # What only the store knows was announced by a Redis that is no more. As long as the restored one has accepted
    # nothing newer, it is known by its id; after that, by its number.
    known = [outcome for outcome in silent if position(outcome.entry) <= position(survey.last)]
    if len(known) > max(0, only_in_store - (len(silent) - len(known))):
        yield from (_unannounced(outcome) for outcome in known if window.holds(outcome.entry))


def _without_outcome(events: Events, store: "Store", ledger: str, window: Window) -> Iterator[Fault]:
    entries = [entry for entry in events.outcomes if window.holds(entry)]
    for start in range(0, len(entries), PAGE):
        some = entries[start : start + PAGE]
        settled = store.outcomes(ledger, keys.INCOMING, some)
        for entry in some:
            announced, article_id = events.outcomes[entry]
            if entry not in settled:
                message = f"was announced as {announced}, but the store has no outcome of it: send it again"
                yield Fault("unrecorded", entry, article_id, message)
            elif settled[entry].outcome != announced:
                message = f"was announced as {announced}, but its outcome is {settled[entry].outcome}"
                yield Fault("announced otherwise", entry, article_id, message)
            if events.times[entry] > 1:
                yield Fault("announced twice", entry, article_id, f"was announced {events.times[entry]} times")


def _unannounced(outcome: "Outcome") -> Fault:
    message = f"ended as {outcome.outcome}, but no event announced it: those who wait for it must query the store"
    return Fault("unannounced", outcome.entry, outcome.article_id, message)
