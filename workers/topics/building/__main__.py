"""Build the topic model: python -m workers.topics.building MINILM_FOLDER [OUTPUT_FOLDER]."""

import hashlib
import sys
from importlib.metadata import version
from pathlib import Path

import yaml

from newsmill.errors import Misconfigured
from workers.topics import artefact, scheme_csv, scheme_file
from workers.topics.building import distil, minilm, word_vectors
from workers.topics.building.labels import note_items
from workers.topics.building.training import Knowledge, train
from workers.topics.corpus import read_corpus
from workers.topics.options import CORPUS, DATA, TopicOptions
from workers.topics.scheme import build
from workers.topics.text_file import read_text


def main(arguments: list[str]) -> int:
    """Read, distil, train, write; about eight minutes of one core. Exit code 0, or 2 with a sentence on stderr."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    teacher_folder = Path(arguments[0])
    output = Path(arguments[1]) if len(arguments) == 2 else TopicOptions().model
    try:
        distil.check(teacher_folder)
        scheme_path = TopicOptions().scheme
        scheme = build(scheme_path.stem, scheme_file.read(scheme_path))
        items = read_corpus(CORPUS, scheme)
        notes = note_items(scheme, scheme_csv.read_notes(DATA / "notes.csv"))
        knowledge = Knowledge(**yaml.safe_load(read_text(DATA / "training.yaml")))
        teacher = minilm.load(teacher_folder)
        texts = [text for item in items for text in (item.headline, item.text)]
        embedding = distil.reduce(distil.distil(teacher, word_vectors.load()), texts)
        model = train(items, notes, embedding, scheme, knowledge)
    except Misconfigured as error:
        print(error, file=sys.stderr)
        return 2
    built_from = {
        "word_vectors": {
            "teachers": {
                "all-MiniLM-L6-v2": distil.WEIGHTS_SHA256,
                word_vectors.PACKAGE: version(word_vectors.PACKAGE),
            },
            "dimensions": distil.DIMENSIONS,
        },
        "corpus": {"items": len(items), "sha256": _digest(sorted(CORPUS.glob("*.jsonl")))},
        "knowledge": _digest([DATA / "training.yaml", DATA / "notes.csv"]),
    }
    artefact.save(output, model, scheme, built_from)
    print(f"{output}: {len(items)} items, {len(model.codes)} topics")
    return 0


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
