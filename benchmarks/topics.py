"""Topics: quality by coverage, macro-F1 per top topic, articles per CPU second and memory of a topics worker.

    python benchmarks/topics.py LABELLED.jsonl.gz     # rows with id, set, title, text, iptc | iptc_any | core_tops

Without a file only speed and memory are measured, on items of the corpus put together to 500 words.
"""

import gzip
import json
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path

from workers.article import CleanArticle
from workers.topics import TopicOptions, TopicResources, load, tag
from workers.topics.options import CORPUS

WORDS = 500
COVERAGES = (0.2, 0.4, 0.6, 0.8, 1.0)
# Certainty (the best top topic's score less half the second one's), that topic, the right ones.
Answer = tuple[float, str, frozenset[str]]


def main() -> None:
    """Print the measurements."""
    before = peak_memory()
    resources = load(TopicOptions(rank=True))
    speed(load(TopicOptions()))
    print(f"memory: {peak_memory():.0f} MB at most ({before:.0f} MB before the model was loaded)")
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
    """top1 at each coverage, and macro-F1 per top topic, for each set of the file."""
    answers: dict[str, list[Answer]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            right = frozenset(row.get("core_tops") or row.get("iptc") or row.get("iptc_any") or ())
            article = CleanArticle(stamp="", headline=row.get("title") or None, text=row["text"], language="en")
            tops = [one for one in tag(article, resources).ranking or () if len(one.path) == 1]
            if right and tops:
                answers[row["set"]].append((tops[0].score - tops[1].score / 2, tops[0].id, right))
    for name, found in sorted(answers.items()):
        found.sort(key=lambda answer: (-answer[0], answer[1]))
        print(f"\n{name}: {len(found)} articles")
        for coverage in COVERAGES:
            part = found[: max(1, round(len(found) * coverage))]
            correct = sum(best in right for _, best, right in part) / len(part)
            print(f"  coverage {coverage:.0%}: top1 {correct:.3f}, least certain {part[-1][0]:.2f}")
        per_topic(found, resources)


def per_topic(found: list[Answer], resources: TopicResources) -> None:
    """F1 of each top topic that is right for some article, and their mean."""
    scores = {}
    for code in sorted({code for _, _, right in found for code in right}):
        hits = sum(best == code and code in right for _, best, right in found)
        given = sum(best == code for _, best, _ in found)
        wanted = sum(code in right and (best == code or best not in right) for _, best, right in found)
        if wanted:
            scores[code] = 2 * hits / (given + wanted)
    for code, score in scores.items():
        print(f"  {resources.scheme.concepts[code].name}: F1 {score:.2f}")
    print(f"  macro-F1 {sum(scores.values()) / len(scores):.3f}")


def peak_memory() -> float:
    """Largest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
