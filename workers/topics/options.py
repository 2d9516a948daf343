"""The options of the topics stage: which scheme, which model, how many topics."""

from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "config" / "topics"
CORPUS = DATA / "corpus"


@dataclass(frozen=True)
class TopicOptions:
    """Paths of the data and the few choices an operator has."""

    scheme: Path = DATA / "iptc-2025-10-09.csv"
    model: Path = DATA / "model"
    custom: Path | None = None  # the operator's own topics: .yaml, .csv or SKOS as .rdf
    custom_only: bool = False  # the custom topics instead of the scheme, not beside it
    max_topics: int = 8
    threshold: float | None = None  # None: the shipped thresholds
    rank: bool = False  # give the raw ranking of all topics too
