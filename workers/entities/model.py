"""The spaCy model: texts in, labelled character spans out. The only place that touches spaCy."""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import orjson

from newsmill.errors import Misconfigured
from workers.entities import kernels
from workers.entities.decoding import Decoder, TokenSpan
from workers.entities.mention import LABELS
from workers.entities.vectors import FlatVectors

# What the entity recogniser never listens to, in any of spaCy's own pipelines.
_UNUSED = ["tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "trainable_lemmatizer", "morphologizer"]
# Nor are the vocabulary's 776,000 strings: a worker that adds words to so large a table copies all of its memory.
_SAME_LABEL = {"PER": "PERSON"}  # several languages' models are trained on Wikipedia's labels
_FREQUENT = 20_000  # words that are kept ready; the keys of the vectors stand in order of frequency
_CHARS_A_BATCH = 12_000  # bounds the arrays that the model holds at once


class Tagged(NamedTuple):
    """A span of one text, in code points of it."""

    start: int
    end: int
    label: str


class Tagger(Protocol):
    """Anything that finds names in texts."""

    @property
    def name(self) -> str:
        """What it is, for the stamp."""

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """The names in each text, in order and without overlap."""


class SpacyTagger:
    """A spaCy pipeline, reduced to its entity recogniser and what that listens to."""

    def __init__(self, nlp: Any, name: str, kernel: str) -> None:
        self._nlp = nlp
        self._before = [pipe for component, pipe in nlp.pipeline if component != "ner"]
        self._decoder = Decoder(nlp.get_pipe("ner"))
        self.name = name
        self.kernel = kernel

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """The names in each text. What spaCy remembers of the words is freed at the end of the call."""
        found = []
        with self._nlp.memory_zone():
            for batch in _batches(texts):
                docs = [self._nlp.make_doc(text) for text in batch]
                for pipe in self._before:
                    docs = [*pipe.pipe(docs)]
                found += [
                    [*_in_characters(doc, spans)] for doc, spans in zip(docs, self._decoder.decode(docs), strict=True)
                ]
        return found


def _in_characters(doc: Any, spans: Iterable[TokenSpan]) -> Iterator[Tagged]:
    for start, end, own_label in spans:
        label = _SAME_LABEL.get(own_label, own_label)
        if label in LABELS:
            yield Tagged(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), label)


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    chars = 0
    for text in texts:
        if batch and chars + len(text) > _CHARS_A_BATCH:
            yield batch
            batch, chars = [], 0
        batch.append(text)
        chars += len(text)
    if batch:
        yield batch


def _words_of(keys: Sequence[int], strings: Path) -> list[str]:
    """The words of some keys of the vocabulary, in the order of the keys."""
    from spacy.strings import get_string_id

    wanted = set(keys)
    words = {key: word for word in orjson.loads(strings.read_bytes()) if (key := get_string_id(word)) in wanted}
    return [words[key] for key in keys if key in words]


def _remember(nlp: Any, words: Iterable[str]) -> None:
    """Tokenize words once, outside any memory zone, so that no article pays for them again.

    Forked workers share this memory with their parent.
    """
    nlp.tokenizer.max_cache_size = 4 * _FREQUENT
    for word in words:
        nlp.tokenizer(word)


@lru_cache(maxsize=2)
def load_tagger(model: str, use_blis: bool | None) -> SpacyTagger:
    """Load a spaCy model by its package name or path; `use_blis=None` lets the CPU decide.

    Raises Misconfigured when the model is not installed or finds no entities.
    """
    import spacy
    from thinc.api import NumpyOps

    try:
        with warnings.catch_warnings():
            # The pinned model is one minor version older than spaCy: it loads and scores the same (docs/choices).
            warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
            nlp: Any = spacy.load(model, exclude=[*_UNUSED, "strings"])
    except (OSError, ImportError) as error:
        raise Misconfigured(
            f"the spaCy model {model!r} cannot be loaded ({error}); install its package or name another model"
        ) from error
    if "ner" not in nlp.pipe_names:
        raise Misconfigured(f"the spaCy model {model!r} has no entity recogniser ('ner'); name another model")
    for name in nlp.pipe_names:
        if name != "ner" and "ner" not in getattr(nlp.get_pipe(name), "listening_components", []):
            nlp.remove_pipe(name)
    blis = kernels.prefer_blis() if use_blis is None else use_blis
    if not blis:
        ops = NumpyOps(use_blis=False)
        for layer in nlp.get_pipe("ner").model.walk():
            layer.ops = ops
    version = nlp.meta["version"]
    if keys := [*islice(getattr(nlp.vocab.vectors, "key2row", ()), _FREQUENT)]:
        nlp.vocab.vectors = FlatVectors(nlp.vocab.vectors)
        _remember(nlp, _words_of(keys, nlp.path / "vocab" / "strings.json"))
    return SpacyTagger(nlp, f"{model}-{version}", kernels.kernel_name(blis))
