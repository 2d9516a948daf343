"""Topics: quality by coverage and per top topic, with 95 % intervals; articles per CPU second; memory of a worker.

    python benchmarks/topics.py LABELLED.jsonl.gz     # rows with id, set, title, text, iptc | iptc_any | core_tops

Without a file only speed and memory are measured, on items of the corpus put together to 500 words.
"""

import gzip
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from newsmill.article import CleanArticle
from workers.capacity.memory import peak_mb
from workers.topics import TopicOptions, TopicResources, load, tag
from workers.topics.options import CORPUS

T = TypeVar("T")
WORDS = 500
COVERAGES = (0.2, 0.4, 0.6, 0.8, 1.0)
THRESHOLDS = tuple(step / 100 for step in range(16, 60, 2))
RESAMPLES = 2_000
# Hits, false ones and misses of one article's top topics.
Counts = tuple[int, int, int]


@dataclass(frozen=True)
class Answer:
    """What the model said of one article, and what is right: `certainty` is the best top topic's less half the next."""

    row: dict[str, Any]
    certainty: float
    best: str
    right: frozenset[str]
    best_deep: str


def main() -> None:
    """Print the measurements."""
    before = peak_mb()
    resources = load(TopicOptions(rank=True))
    speed(load(TopicOptions()))
    print(f"memory: {peak_mb():.0f} MB at most ({before:.0f} MB before the model was loaded)")
    if len(sys.argv) > 1:
        quality(Path(sys.argv[1]), resources)


def speed(resources: TopicResources, count: int = 200) -> None:
    """CPU time of whole articles of WORDS words."""
    articles = long_articles(count)
    for article in articles[:20]:
        tag(article, resources)
    start = time.process_time()
    for article in articles:
        tag(article, resources)
    spent = time.process_time() - start
    print(f"speed: {count / spent:.0f} articles per CPU second at {WORDS} words")


def long_articles(count: int) -> list[CleanArticle]:
    """Articles of WORDS words, each of neighbouring items of one corpus file."""
    items = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    articles: list[CleanArticle] = []
    waiting: list[str] = []
    while len(articles) < count:
        item = items.pop(0)
        waiting.append(item["text"])
        words = " \n".join(waiting).split(" ")
        if len(words) >= WORDS:
            articles.append(CleanArticle(stamp="", headline=item["headline"], text=" ".join(words[:WORDS])))
            waiting = []
    return articles


def quality(path: Path, resources: TopicResources) -> None:
    """For each set of the file: top1 at each coverage, F1 per top topic, and what the finer labels allow."""
    answers: dict[str, list[Answer]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if (answer := answer_to(json.loads(line), resources)) is not None:
                answers[answer.row["set"]].append(answer)
    for name, found in sorted(answers.items()):
        found.sort(key=lambda answer: (-answer.certainty, answer.best))
        print(f"\n{name}: {len(found)} articles")
        for coverage in COVERAGES:
            part = found[: max(1, round(len(found) * coverage))]
            hits = [answer.best in answer.right for answer in part]
            print(f"  coverage {coverage:.0%}: top1 {interval(hits, mean)}, least certain {part[-1].certainty:.2f}")
        per_topic(found, resources)
        finer([answer for answer in found if "core" in answer.row], resources)


def answer_to(row: dict[str, Any], resources: TopicResources) -> Answer | None:
    """None for a row without labels, or a text too short or foreign to be ranked."""
    right = frozenset(row.get("core_tops") or row.get("iptc") or row.get("iptc_any") or ())
    ranking = tag(article_of(row), resources).ranking
    if not right or not ranking:
        return None
    tops = [one for one in ranking if len(one.path) == 1]
    deep = next(one.id for one in ranking if len(one.path) > 1)
    return Answer(row, tops[0].score - tops[1].score / 2, tops[0].id, right, deep)


def article_of(row: dict[str, Any]) -> CleanArticle:
    """The article of a row."""
    return CleanArticle(stamp="", headline=row.get("title") or None, text=row["text"], language="en")


def finer(found: list[Answer], resources: TopicResources) -> None:
    """Best deeper code and micro-F1 of the tags, where rows give core and acceptable codes.

    Micro-F1 is given with the shipped threshold of top topics, and with one chosen on all other articles each time.
    """
    if not found:
        return
    deep = [answer.best_deep in {*answer.row["core"], *answer.row["acceptable"]} for answer in found]
    print(f"  best deeper code right {interval(deep, mean)}")
    at = {
        top: [counts(answer, replace(resources, thresholds=replace(resources.thresholds, top=top))) for answer in found]
        for top in (*THRESHOLDS, resources.thresholds.top)
    }
    print(f"  micro-F1 {interval(at[resources.thresholds.top], micro_f1)}")
    left_out = []
    for number in range(len(found)):
        others = {top: [*rows[:number], *rows[number + 1 :]] for top, rows in at.items()}
        left_out.append(at[max(THRESHOLDS, key=lambda top: micro_f1(others[top]))][number])
    print(f"  micro-F1, threshold chosen without the article {interval(left_out, micro_f1)}")


def counts(answer: Answer, resources: TopicResources) -> Counts:
    """Top topics given to an article against the right ones; acceptable ones are neither right nor false."""
    given = {topic.path[0] for topic in tag(article_of(answer.row), resources).topics}
    fine = answer.right | set(answer.row.get("acceptable_tops", ()))
    return len(given & answer.right), len(given - fine), len(answer.right - given)


def mean(hits: Sequence[bool]) -> float:
    """Share of hits."""
    return sum(hits) / len(hits)


def micro_f1(rows: Sequence[Counts]) -> float:
    """F1 of all articles' counts together."""
    hits, false, missed = (sum(row[place] for row in rows) for place in range(3))
    return 2 * hits / max(1, 2 * hits + false + missed)


def interval(rows: Sequence[T], measure: Callable[[Sequence[T]], float]) -> str:
    """The measure, with what lies between 2.5 % and 97.5 % of it on articles drawn again with replacement."""
    chance = random.Random(0)  # noqa: S311  (the same draws each time)
    drawn = sorted(measure(chance.choices(rows, k=len(rows))) for _ in range(RESAMPLES))
    return f"{measure(rows):.3f} ({drawn[RESAMPLES // 40]:.3f} to {drawn[-RESAMPLES // 40]:.3f})"


def per_topic(found: list[Answer], resources: TopicResources) -> None:
    """F1 of each top topic that is right for some article, and their mean."""
    scores = {}
    for code in sorted({code for answer in found for code in answer.right}):
        hits = sum(answer.best == code and code in answer.right for answer in found)
        given = sum(answer.best == code for answer in found)
        wanted = hits + sum(code in answer.right and answer.best not in answer.right for answer in found)
        if wanted:
            scores[code] = 2 * hits / (given + wanted)
    for code, score in scores.items():
        print(f"  {resources.scheme.concepts[code].name}: F1 {score:.2f}")
    print(f"  macro-F1 {sum(scores.values()) / len(scores):.3f}")


if __name__ == "__main__":
    main()
