"""The event that tells producers an article is finished: a CloudEvents 1.0 envelope with thin data."""

import orjson

from workers.queue.keys import INCOMING
from workers.settlement import Settled

PROCESSED = "newsmill.article.processed.v1"
FAILED = "newsmill.article.failed.v1"


def event(ledger: str, settled: Settled) -> bytes:
    """The JSON of the event. Its id is made of ledger and entry, so a reader can drop one that it sees twice.

    Thin on purpose: readers fetch the record from the store; nothing of the article's text is in it.
    """
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": f"{ledger}/{settled.entry}",
            "source": f"newsmill/{ledger}",
            "type": FAILED if settled.outcome == "dead" else PROCESSED,
            "subject": settled.article_id,
            "datacontenttype": "application/json",
            "data": {
                "stream": INCOMING,
                "entry": settled.entry,
                "outcome": settled.outcome,
                "article_id": settled.article_id,
                "article_version": settled.version,
                "detail": settled.detail,
            },
        }
    )
