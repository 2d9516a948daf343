"""The table of word vectors: what MiniLM and the word vectors know of each piece, in the main directions of news."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from newsmill.errors import Misconfigured
from workers.topics.building import minilm
from workers.topics.building.vocabulary import choose, pieces_of
from workers.topics.building.word_vectors import WordVectors
from workers.topics.embedding import Embedding, Floats

DIMENSIONS = 192
_BATCH = 256
_MARKERS = (101, 102)  # [CLS] and [SEP] of the BERT vocabulary
_COMMON = 3e-4  # a word this frequent counts half
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def check(folder: Path) -> None:
    """Raises Misconfigured unless the folder holds the MiniLM weights that the shipped model was made of."""
    path = folder / "model.safetensors"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise Misconfigured(
            f"{path}: is not the all-MiniLM-L6-v2 weights file; see docs/topics.md on building the model"
        )


def distil(teacher: minilm.MiniLM, words: WordVectors) -> Embedding:
    """Every piece of the vocabulary with both teachers' vectors side by side, frequent words weighed down."""
    tokenizer = choose(teacher.tokenizer, words.frequency)
    pieces = pieces_of(tokenizer)
    frequency = np.array([words.frequency.get(piece, 0.0) for piece in pieces], np.float32)
    both = np.hstack([_even(_read_alone(teacher, pieces)), _even(words.of(pieces))])
    return _embedding(tokenizer, both * (_COMMON / (_COMMON + frequency))[:, None])


def reduce(embedding: Embedding, texts: Sequence[str]) -> Embedding:
    """Keep the DIMENSIONS directions in which the texts' vectors differ most from their mean."""
    vectors = embedding.centred_on(texts).vectors_of(texts)
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    everything = embedding.rows(np.arange(len(embedding.steps)))
    return _embedding(embedding.tokenizer, everything @ directions[:, ::-1][:, :DIMENSIONS])


def _read_alone(teacher: minilm.MiniLM, pieces: Sequence[str]) -> Floats:
    """(pieces, 384): what MiniLM makes of a text that is this piece alone."""
    vocabulary = teacher.tokenizer.get_vocab()
    split = [
        [vocabulary[piece]] if piece in vocabulary else teacher.tokenizer.encode(piece, add_special_tokens=False).ids
        for piece in pieces
    ]
    by_length: dict[int, list[int]] = defaultdict(list)
    for number, ids in enumerate(split):
        by_length[len(ids)].append(number)
    rows = np.zeros((len(pieces), minilm.WIDTH), np.float32)
    first, last = _MARKERS
    for numbers in by_length.values():
        for start in range(0, len(numbers), _BATCH):
            batch = numbers[start : start + _BATCH]
            rows[batch] = teacher.mean_states([[first, *split[number], last] for number in batch])
    return rows


def _even(vectors: Floats) -> Floats:
    """Centred and of mean length 1, so that both teachers count the same."""
    vectors = vectors - vectors.mean(0)
    scaled: Floats = vectors / np.sqrt(np.vecdot(vectors, vectors)).mean()
    return scaled


def _embedding(tokenizer: Tokenizer, vectors: Floats) -> Embedding:
    return Embedding.of(tokenizer, vectors.astype(np.float32), np.zeros(vectors.shape[1], np.float32))
