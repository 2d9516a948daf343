"""Topics as a script would tag them: the subjects of which the text holds most of the words."""

import csv
import re
from pathlib import Path

NOTES = Path(__file__).parents[2] / "config" / "topics" / "notes.csv"
WORD = re.compile(r"[a-z]+")


def load_keywords() -> dict[str, set[str]]:
    """Words of each subject, of the project's own notes."""
    with NOTES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: {term.strip() for term in row["terms"].split("|")} for row in csv.DictReader(file)}


def keyword_topics(text: str, keywords: dict[str, set[str]], most: int = 3) -> list[str]:
    """The best subjects, at least two of whose words occur."""
    words = set(WORD.findall(text.lower()))
    scores = {code: len(words & terms) for code, terms in keywords.items()}
    return [code for code in sorted(scores, key=lambda code: -scores[code])[:most] if scores[code] > 1]
