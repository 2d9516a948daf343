"""python -m workers.cleanup.training PAGES.jsonl.gz…: train the classifiers of cleanup and write models.npz."""

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from workers.cleanup.arrays import Matrix
from workers.cleanup.lexicon import read_lexicon
from workers.cleanup.resources import LEXICON, MODELS
from workers.cleanup.training.data import Sample, fold_of_site, page_samples, site_of, text_samples
from workers.cleanup.training.fit import fit_trees, fit_wording, out_of_fold_wording

ROUNDS = {"page": 150, "text": 300, "foreign": 100}
FORESTS = {"page": 3, "text": 1, "foreign": 1}  # of other seeds: one alone depends on its seed


def _rows(paths: list[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def train(rows: list[dict[str, Any]], lexicon_path: Path = LEXICON) -> dict[str, Any]:
    """The arrays of the models file, from rows with `html`, `expected` and `url`."""
    lexicon = read_lexicon(lexicon_path)
    arrays: dict[str, Any] = {}
    pages: list[Sample] = page_samples(rows)
    texts: list[Sample] = text_samples(rows)
    for name, samples in (("page", pages), ("text", texts)):
        folds = [fold_of_site(sample.site) for sample in samples]
        wording = out_of_fold_wording(samples, folds)
        arrays[f"{name}.wording"] = fit_wording(samples).astype(np.float16)
        english = [at for at, sample in enumerate(samples) if sample.english]
        matrices = [samples[at].features(lexicon, wording[at], english=True) for at in english]
        arrays |= _trees(name, [samples[at] for at in english], matrices)
        if name == "text":
            matrices = [
                sample.features(lexicon, scores, english=False) for sample, scores in zip(samples, wording, strict=True)
            ]
            arrays |= _trees("foreign", samples, matrices)
    return arrays


def _trees(name: str, samples: list[Sample], matrices: list[Matrix]) -> dict[str, Any]:
    return fit_trees(samples, matrices, ROUNDS[name], FORESTS[name]).arrays(name)


def main() -> None:
    """Read the arguments, train, write."""
    parser = argparse.ArgumentParser(prog="python -m workers.cleanup.training", description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path, help="gzipped JSON lines with html, expected, url")
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument(
        "--without", type=int, metavar="FOLD", help="leave one fold of five out, to measure on its sites"
    )
    arguments = parser.parse_args()
    rows = [row for row in _rows(arguments.pages) if fold_of_site(site_of(row["url"])) != arguments.without]
    np.savez_compressed(arguments.out, **train(rows))


if __name__ == "__main__":
    main()
