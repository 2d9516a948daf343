"""Word vectors out of MiniLM: each word piece is read alone, reduced to its main directions, and weighted by rarity."""

import hashlib
from pathlib import Path

import numpy as np

from workers.errors import Misconfigured
from workers.topics.building import minilm
from workers.topics.embedding import Floats

DIMENSIONS = 128
_BATCH = 256
_MARKERS = (101, 102)  # [CLS] and [SEP] of the BERT vocabulary
_COMMON = 1e-4  # a piece this frequent counts half
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def check(folder: Path) -> None:
    """Raises Misconfigured unless the folder holds the MiniLM weights that the shipped model was made of."""
    path = folder / "model.safetensors"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise Misconfigured(
            f"{path}: is not the all-MiniLM-L6-v2 weights file; see docs/topics.md on building the model"
        )


def word_vectors(teacher: minilm.MiniLM) -> Floats:
    """(pieces, DIMENSIONS), in the order of the teacher's vocabulary, which lists words roughly by frequency."""
    size = teacher.tokenizer.get_vocab_size()
    first, last = _MARKERS
    rows = []
    for start in range(0, size, _BATCH):
        pieces = range(start, min(size, start + _BATCH))
        rows.append(teacher.mean_states([[first, piece, last] for piece in pieces]))
    return reduce(np.concatenate(rows))


def reduce(vectors: Floats) -> Floats:
    """Keep the main directions of (pieces, 384) vectors in order of frequency, and weigh down the frequent ones."""
    size = len(vectors)
    vectors = vectors - vectors.mean(0)
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    reduced = vectors @ directions[:, ::-1][:, :DIMENSIONS]
    frequency = 1 / np.arange(1, size + 1)
    frequency /= frequency.sum()
    weighted: Floats = (reduced * (_COMMON / (_COMMON + frequency))[:, None]).astype(np.float32)
    return weighted
