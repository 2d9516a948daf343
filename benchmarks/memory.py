"""Does the entities stage hold its memory? Resident memory over many articles, and what each forked worker adds.

    python benchmarks/memory.py [--articles 20000] [--children 4]

One process reads invented articles, no two alike; its drift is counted from article 2,000 on. Then children are forked
from a process that has loaded the model, as Celery's prefork pool does, and each reads 500 articles. Linux only.
"""

import argparse
import gc
import multiprocessing
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from newsmill.article import CleanArticle
from workers.capacity.memory import private_mb
from workers.entities import EntityOptions, EntityResources, extract, load

DATA = Path(__file__).parents[1] / "config" / "entities"
SETTLED = 2000  # articles after which caches are full
SYLLABLES = re.findall(
    r"\w+", "ba ce di fo gu ha jo ka le mi no pu ra se ti vo wa xe ya zo lan ber tor min dal rik sen"
)
SENTENCES = (
    "{Person}, who leads the {Place} office of {Org}, said on {day} that {number} {noun} had been {verb}ed.",
    "{Org} will pay ${number} million for a {noun} in {Place} by {year}, according to {Person}.",
    "The {noun} in {Place} grew by {number} per cent while {Org} was {verb}ing its {noun} again.",
    "“We {verb} every {noun} we can,” {Person} told reporters in {Place} on {number} March {year}.",
    "Nobody at {Org} or in the city of {Place} has {verb}ed the {noun} since {year}, and {Person} doubts they will.",
)


def invented_articles(count: int, seed: int = 1) -> Iterator[str]:
    """News-like English of 150 to 600 words each, whose names and rarer words hardly repeat between articles."""
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it

    def word() -> str:
        return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))

    for _ in range(count):
        people = [f"{word().title()} {word().title()}" for _ in range(3)]
        places, organisations = [word().title() for _ in range(3)], [f"{word().title()} Group" for _ in range(3)]
        nouns, verbs = [word() for _ in range(6)], [word() for _ in range(4)]
        paragraphs = []
        for _ in range(chance.randint(3, 10)):
            sentences = [
                chance.choice(SENTENCES).format(
                    Person=chance.choice(people),
                    Place=chance.choice(places),
                    Org=chance.choice(organisations),
                    noun=chance.choice(nouns),
                    verb=chance.choice(verbs),
                    day=chance.choice(["Monday", "Tuesday", "Friday"]),
                    number=chance.randint(2, 999),
                    year=chance.randint(1950, 2040),
                )
                for _ in range(chance.randint(2, 4))
            ]
            paragraphs.append(" ".join(sentences))
        yield "\n".join(paragraphs)


def read(texts: Iterator[str], resources: EntityResources) -> int:
    """Run the stage over the texts; returns how many words they had."""
    words = 0
    for text in texts:
        extract(CleanArticle(stamp="", text=text, language="en"), resources)
        words += len(text.split())
    return words


def resident() -> float:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def child(seed: int, resources: EntityResources, results: "multiprocessing.Queue[float]") -> None:
    """What a forked worker does; reports its private memory at the end."""
    read(invented_articles(500, seed), resources)
    results.put(private_mb())


def main() -> None:
    """Print both measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--children", type=int, default=4)
    asked = parser.parse_args()
    if not sys.platform.startswith("linux"):
        raise SystemExit("memory.py reads /proc and runs on Linux only")
    resources = load(EntityOptions(data=DATA))
    gc.collect()
    gc.freeze()
    context = multiprocessing.get_context("fork")
    results: multiprocessing.Queue[float] = context.Queue()
    children = [context.Process(target=child, args=(seed, resources, results)) for seed in range(asked.children)]
    for process in children:
        process.start()
    shares = sorted(results.get(timeout=600) for _ in children)
    for process in children:
        process.join()
    print(f"forked children: {len(shares)}, private memory each {shares[0]:.1f} to {shares[-1]:.1f} MB")

    print(f"parent after loading: {resident():.1f} MB resident")
    start, words, base, step = time.process_time(), 0, 0.0, 2000
    texts = invented_articles(asked.articles, seed=99)
    for done in range(step, asked.articles + 1, step):
        words += read((next(texts) for _ in range(step)), resources)
        now = resident()
        base = now if done == SETTLED else base
        print(f"{done:7,} articles: {now:.1f} MB resident, {now - base:+.1f} MB since {SETTLED:,}", flush=True)
    print(f"{words:,} words at {words / (time.process_time() - start):,.0f} words per CPU second")


if __name__ == "__main__":
    main()
