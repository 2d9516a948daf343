"""The event of a settled entry, as it is added to newsmill:events."""

from newsmill.article.event import FAILED, PROCESSED, Event, EventData
from workers.queue.keys import INCOMING
from workers.settlement import Settled


def event(ledger: str, settled: Settled) -> bytes:
    """The JSON of the event."""
    return Event(
        id=f"{ledger}/{settled.entry}",
        source=f"newsmill/{ledger}",
        type=FAILED if settled.outcome == "dead" else PROCESSED,
        subject=settled.article_id,
        data=EventData(
            stream=INCOMING,
            entry=settled.entry,
            outcome=settled.outcome,
            article_id=settled.article_id,
            article_version=settled.version,
            detail=settled.detail,
        ),
    ).to_json()
