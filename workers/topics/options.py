"""What the topics stage is told from outside: which scheme, which data, how many topics."""

from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "config" / "topics"


@dataclass(frozen=True)
class TopicOptions:
    """Paths of the data and the few choices an operator has."""

    scheme: Path = DATA / "iptc-2025-10-09.csv"
    notes: Path = DATA / "notes.csv"
    corpus: Path = DATA / "corpus" / "starter.jsonl"
    custom: Path | None = None  # topics of one's own
    custom_only: bool = False  # the custom topics instead of the scheme, not beside it
    max_topics: int = 8
    rank: bool = False  # give the raw ranking of all topics too
