"""What an audit finds wrong."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "vanished",  # left the stream without an end; only how many is known
    "stranded",  # in the stream, but no dispatcher will take it again
    "unrecorded",  # finished, but without an outcome in the store
    "unannounced",  # has an outcome, but no event
    "announced twice",
    "announced otherwise",  # event and outcome differ
    "contradiction",  # two parts of the store do not agree
    "orphan",  # work of an entry that is nowhere
    "replay astray",  # a dead letter that was sent again, and is nowhere
]


@dataclass(frozen=True)
class Fault:
    """One article that is not accounted for as it should be, or several that can only be counted."""

    kind: Kind
    entry: str | None
    article_id: str | None
    message: str  # what is wrong and what to do, without article text
    entries: int = 1
