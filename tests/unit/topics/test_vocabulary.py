"""The model's vocabulary and word vectors: frequent words come whole, rare ones in pieces."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from workers.topics import TopicOptions
from workers.topics.building import distil, vocabulary, word_vectors
from workers.topics.building.word_vectors import WordVectors
from workers.topics.embedding import Embedding


@pytest.fixture(scope="module")
def shipped() -> Tokenizer:
    return Tokenizer.from_file(str(TopicOptions().model / "tokenizer.json"))


@pytest.fixture(scope="module")
def words() -> WordVectors:
    return word_vectors.load()


def pieces(tokenizer: Tokenizer, text: str) -> list[str]:
    return list(tokenizer.encode(text, add_special_tokens=False).tokens)


def test_a_frequent_word_becomes_a_piece_and_a_rare_one_goes(shipped: Tokenizer) -> None:
    chosen = vocabulary.choose(shipped, {"flurbish": 0.5, "Zürich": 0.4, "x1": 0.3})
    assert pieces(chosen, "Flurbish") == ["flurbish"]
    assert len(pieces(chosen, "x1")) == 2
    assert len(vocabulary.pieces_of(chosen)) <= vocabulary.SIZE


def test_numbers_of_pieces_have_no_gap_and_what_is_special_stays(shipped: Tokenizer) -> None:
    chosen = vocabulary.choose(shipped, {})
    assert sorted(chosen.get_vocab().values()) == list(range(chosen.get_vocab_size()))
    assert chosen.token_to_id("[UNK]") is not None
    assert not any(char >= "\u4e00" for piece in chosen.get_vocab() for char in piece)


def test_words_come_by_frequency_and_forms_are_one(words: WordVectors) -> None:
    frequency = words.frequency
    assert frequency["the"] > frequency["government"] > frequency["ransomware"] > 0
    assert not any(word != vocabulary.fold(word) for word in list(frequency)[-1000:])


def test_words_of_one_field_are_nearer_than_others_and_unknown_ones_are_nowhere(words: WordVectors) -> None:
    goal, striker, senate, unknown = words.of(["goalkeeper", "striker", "senate", "##zzz"])
    assert goal @ striker > goal @ senate
    assert not unknown.any()


def test_reducing_keeps_what_tells_texts_apart(shipped: Tokenizer) -> None:
    rng = np.random.default_rng(3)
    size = shipped.get_vocab_size()
    wide = np.zeros((size, 300), np.float32)
    wide[:, 100:140] = rng.normal(size=(size, 40))
    full = Embedding.of(shipped, wide, np.zeros(300, np.float32))
    texts = [f"{word} {other}" for word in ("court", "goal", "rain", "vote") for other in ("one", "two", "three")]
    few = distil.reduce(full, texts)
    assert few.steps.shape == (size, distil.DIMENSIONS)
    near, far = full.vectors_of(texts), few.vectors_of(texts)
    assert np.abs(near @ near.T - far @ far.T).max() < 0.05
