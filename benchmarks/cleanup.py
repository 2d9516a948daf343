"""F1 and pages per CPU second of the cleanup stage beside other extractors, over one file of labelled pages.

    python benchmarks/cleanup.py PAGES.jsonl.gz [--plain] [--models WITHOUT_0.npz … WITHOUT_4.npz]

Rows hold `html`, `expected`, `set` and perhaps `optional` (passages that may stand in the text or not). Extractors that
are not installed are left out with a word. With five models files, trained `--without` each fold of sites, every page
is read by the one that never saw its site. F1 is of runs of four words, precision and recall averaged over pages.
"""

import argparse
import gzip
import json
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsmill.article import validate_article
from newsmill.errors import Permanent
from workers.cleanup import CleanupOptions, clean, load
from workers.cleanup.resources import MODELS
from workers.cleanup.training.data import fold_of_site, site_of
from workers.cleanup.training.visible import visible_lines

Extractor = Callable[[str, str], str]
_WORD = re.compile(r"\w+")


def newsmill(kind: str, models: list[Path]) -> Extractor:
    """The cleanup stage, on pages or on the plain text of pages."""
    resources = [load(CleanupOptions(models=path)) for path in models]

    def extract(body: str, url: str) -> str:
        try:
            article = validate_article({"body": {"content_type": kind, "value": body}, "url": url})
            return clean(article, resources[fold_of_site(site_of(url)) % len(resources)]).text
        except Permanent:
            return ""

    return extract


def trafilatura() -> Extractor:
    """trafilatura in its fast form."""
    from trafilatura import extract

    return lambda page, _: extract(page, fast=True, include_comments=False) or ""


def resiliparse() -> Extractor:
    """resiliparse with main_content."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page, _: extract_plain_text(page, main_content=True)


def newspaper4k() -> Extractor:
    """newspaper4k without a download."""
    import newspaper

    def extract(page: str, url: str) -> str:
        # Its tokenizers of some languages are packages of their own; all pages are read as English.
        article = newspaper.Article(url, fetch_images=False, language="en")
        article.download(input_html=page)
        article.parse()
        return str(article.text)

    return extract


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words; a shorter text is one run."""
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def score(text: str, row: dict[str, Any]) -> tuple[float | None, float | None]:
    """Precision and recall of one text; None where there is nothing to divide by."""
    for optional in row.get("optional") or ():
        text = text.replace(optional, " ")
    want, have = runs(row["expected"]), runs(text)
    hit = sum((want & have).values())
    return (hit / have.total() if have else None, hit / want.total() if want else None)


def f1(scores: list[tuple[float | None, float | None]]) -> float:
    """Of the mean precision and the mean recall."""
    precision = statistics.mean([pair[0] for pair in scores if pair[0] is not None] or [0.0])
    recall = statistics.mean([pair[1] for pair in scores if pair[1] is not None] or [0.0])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def interval(scores: list[tuple[float | None, float | None]]) -> tuple[float, float]:
    """95 % of the F1 of 500 draws of pages with replacement."""
    draw = random.Random(0)  # noqa: S311 - a bootstrap, no secret
    found = sorted(f1(draw.choices(scores, k=len(scores))) for _ in range(500))
    return found[12], found[487]


def main() -> None:
    """Read the arguments, run every extractor over every page, print a line a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--plain", action="store_true", help="the pages as noisy plain text, every visible line")
    parser.add_argument("--models", type=Path, nargs="+", default=[MODELS], help="other models than the shipped ones")
    arguments = parser.parse_args()
    with gzip.open(arguments.pages, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    kind = "text/plain" if arguments.plain else "text/html"
    makers: list[Callable[[], Extractor]] = [trafilatura, resiliparse, newspaper4k]
    extractors = {"newsmill": newsmill(kind, arguments.models)}
    for maker in [] if arguments.plain else makers:
        try:
            extractors[maker.__name__] = maker()
        except ImportError as error:
            print(f"{maker.__name__} is left out: {error}")
    for name, extract in extractors.items():
        by_set: dict[str, list[tuple[float | None, float | None]]] = defaultdict(list)
        spent = 0.0
        for row in rows:
            body = visible_lines(row["html"]) if arguments.plain else row["html"]
            started = time.process_time()
            text = extract(body, row["url"])
            spent += time.process_time() - started
            by_set[row["set"]].append(score(text, row))
        print(f"{name}: {len(rows) / spent:.1f} pages per CPU second")
        for label, scores in sorted(by_set.items()):
            low, high = interval(scores)
            print(f"  {label:8s} n={len(scores):3d}  F1 {f1(scores):.4f}  95 % [{low:.3f}, {high:.3f}]")


if __name__ == "__main__":
    main()
