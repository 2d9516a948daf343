"""Building the model: targets, fit, calibration, and refusal of other weights."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from workers.topics.building import labels
from workers.topics.building.__main__ import main
from workers.topics.building.training import Knowledge, train
from workers.topics.corpus import Item
from workers.topics.embedding import Embedding
from workers.topics.fitting import fit
from workers.topics.model import Model
from workers.topics.options import TopicOptions
from workers.topics.scheme import Concept, build

SCHEME = build(
    "tiny",
    [
        Concept("t:animals", "animals", "here"),
        Concept("t:cats", "cats", "here", parent="t:animals"),
        Concept("t:dogs", "dogs", "here", parent="t:animals"),
        Concept("t:ships", "ships", "here"),
    ],
)
KNOWLEDGE = Knowledge(news_share={"t:animals": 50, "t:ships": 50}, also={"t:cats": "t:ships"}, importance={})
WORDS = {"t:cats": ("cat", "paw", "fur"), "t:dogs": ("dog", "bark", "leash"), "t:ships": ("ship", "sail", "harbour")}


def items() -> list[Item]:
    return [
        Item(f"{words[n % 3]} {n}", f"The {words[(n + 1) % 3]} and the {words[n % 3]}", (code,), "here")
        for code, words in WORDS.items()
        for n in range(20)
    ]


def trained(extra: list[Item], importance: dict[str, float]) -> Model:
    tokenizer = Tokenizer.from_file(str(TopicOptions().model / "tokenizer.json"))
    rng = np.random.default_rng(7)
    vectors = rng.normal(size=(tokenizer.get_vocab_size(), 32)).astype(np.float32)
    knowledge = Knowledge(KNOWLEDGE.news_share, {}, importance)
    notes = labels.note_items(SCHEME, [Concept("t:cats", "", "here", description="Small animals", terms=("whisker",))])
    embedding = Embedding.of(tokenizer, vectors, np.zeros(32, np.float32))
    return train([*items(), *extra], notes, embedding, SCHEME, knowledge)


@pytest.fixture(scope="module")
def model() -> Model:
    return trained([], {})


def test_narrow_degrees_are_the_labels_and_wide_ones_their_ancestors_too() -> None:
    item = Item("a", "b", ("t:dogs", "t:cats"), "here")
    codes = tuple(SCHEME.concepts)
    assert labels.narrow_degrees([item], codes).tolist() == [[0, pytest.approx(0.6), 1, 0]]
    assert labels.wide_degrees([item], codes, SCHEME, {}).tolist() == [[1, pytest.approx(0.6), 1, 0]]
    assert labels.wide_degrees([item], codes, SCHEME, KNOWLEDGE.also)[0, 3] == pytest.approx(0.6)


def test_topics_with_few_items_are_not_learned_but_top_topics_always_are() -> None:
    few = [Item("a", "b", ("t:cats",), "here")] * 4 + [Item("a", "b", ("t:dogs",), "here")] * 3
    assert labels.topics_to_learn(few, SCHEME) == ("t:animals", "t:cats", "t:ships")


def test_a_fit_finds_what_parts_two_groups_and_is_the_same_twice() -> None:
    vectors = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], np.float32)
    targets = np.array([[1], [1], [0], [0]], np.float32)
    head = fit(vectors, targets, np.ones((4, 1), np.float32), 2.0)
    assert (head.logits(vectors)[:2] > head.logits(vectors)[2:]).all()
    assert (fit(vectors, targets, np.ones((4, 1), np.float32), 2.0).weights == head.weights).all()


@pytest.mark.parametrize(("text", "code"), [("a cat with fur", "t:cats"), ("the dog on a leash", "t:dogs")])
def test_a_trained_model_knows_its_topics(model: Model, text: str, code: str) -> None:
    vector = model.embedding.vectors_of([text])[0]
    chances = dict(zip(model.codes, model.probabilities(vector, vector[None][:0]), strict=True))
    assert chances[code] == max(chances["t:cats"], chances["t:dogs"])
    assert chances["t:animals"] > chances["t:ships"]


def test_examples_under_a_topic_are_those_of_its_descendants(model: Model) -> None:
    under = dict(zip(model.codes, model.examples_under, strict=True))
    assert len(under["t:animals"]) == 40
    assert set(under["t:cats"]) < set(under["t:animals"])


def test_items_of_a_file_count_as_much_as_is_said() -> None:
    contrary = [Item(f"cat {n}", "A cat with fur", ("t:dogs",), "here", "wire") for n in range(10)]
    once, often = trained(contrary, {}), trained(contrary, {"wire": 9})
    place = once.codes.index("t:dogs")
    support = [float(one.support(one.embedding.vectors_of(["a cat with fur"]), place)[0]) for one in (once, often)]
    assert support[0] < support[1]


def test_other_weights_are_refused_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    assert main([str(tmp_path), str(tmp_path / "out")]) == 2
    assert "is not the all-MiniLM-L6-v2 weights file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
