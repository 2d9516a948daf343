"""Our decoding against spaCy's own, on a recogniser with random weights that tags nearly everything."""

import random
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from thinc.api import fix_random_seed

from newsmill.errors import Misconfigured
from workers.entities.decoding import Decoder

WORDS = ["Ana", "the", "of", "Zorb", "42", ",", ".", "said", "-", "é", "😀", " ", "U.S.", "it's", "(UN)"]


def recogniser(seed: int, use_upper: bool = True) -> tuple[Language, Any]:
    fix_random_seed(seed)
    nlp = spacy.blank("en")
    model = {"@architectures": "spacy.TransitionBasedParser.v2", "use_upper": use_upper, "state_type": "ner"}
    ner: Any = nlp.add_pipe("ner", config={"model": model})
    for label in ("ORG", "PERSON", "GPE", "DATE"):
        ner.add_label(label)
    nlp.initialize()
    last = ner.model.get_ref("upper" if use_upper else "lower")
    chance = np.random.default_rng(seed)
    last.set_param("W", chance.standard_normal(last.get_param("W").shape, dtype=np.float32))
    last.set_param("b", chance.standard_normal(last.get_param("b").shape, dtype=np.float32))
    return nlp, ner


@pytest.mark.parametrize("use_upper", [True, False], ids=["own tok2vec", "as transformer pipelines"])
@pytest.mark.parametrize("seed", range(4))
def test_the_same_entities_as_spacy(seed: int, use_upper: bool) -> None:
    nlp, ner = recogniser(seed, use_upper)
    chance = random.Random(seed)  # noqa: S311 - no secret
    texts = ["", " ", "Ana", *(" ".join(chance.choices(WORDS, k=chance.randint(1, 30))) for _ in range(40))]
    ours = Decoder(ner).decode([nlp.make_doc(text) for text in texts])
    theirs = [[(ent.start, ent.end, ent.label_) for ent in nlp(text).ents] for text in texts]
    assert [[tuple(span) for span in spans] for spans in ours] == theirs
    assert sum(map(len, theirs)) > 50


def test_no_documents_and_empty_documents() -> None:
    nlp, ner = recogniser(0)
    assert Decoder(ner).decode([]) == []
    assert Decoder(ner).decode([nlp.make_doc("")]) == [[]]


def test_a_recogniser_of_another_build_is_refused() -> None:
    _, ner = recogniser(0)
    ner.cfg["beam_width"] = 4
    with pytest.raises(Misconfigured, match="built otherwise"):
        Decoder(ner)
