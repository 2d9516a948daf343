"""Which word pieces the model knows: MiniLM's pieces of words, and the most frequent whole words of English."""

import json
import re
import unicodedata
from collections.abc import Mapping

from tokenizers import Tokenizer

SIZE = 32_000
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_WORD = re.compile("[a-z]{3,}")


def fold(word: str) -> str:
    """As the tokenizer does: lower case, accents taken off."""
    if word.isascii():
        return word.lower()
    split = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in split if unicodedata.category(char) != "Mn")


def choose(teacher: Tokenizer, frequency: Mapping[str, float]) -> Tokenizer:
    """The teacher's tokenizer with SIZE pieces: those of other scripts and rare words go, frequent words come.

    frequency: of words, folded. A word of its own has a vector of its own; put together from pieces, it has their mean.
    """
    known = pieces_of(teacher)
    pieces = [piece for piece in known if piece in _SPECIAL or _is_part(piece)]
    words = {word for word in known if not word.startswith(("[", "##")) and _is_latin(word)} - set(pieces)
    words |= {word for word in frequency if _WORD.fullmatch(word)}
    frequent = sorted(words, key=lambda word: (-frequency.get(word, 0.0), word))
    data = json.loads(teacher.to_str())
    data["model"]["vocab"] = {piece: number for number, piece in enumerate([*pieces, *frequent][:SIZE])}
    data["added_tokens"] = [added | {"id": data["model"]["vocab"][added["content"]]} for added in data["added_tokens"]]
    data["post_processor"] = None
    return Tokenizer.from_str(json.dumps(data))


def pieces_of(tokenizer: Tokenizer) -> list[str]:
    """The pieces in the order of their numbers."""
    numbers = tokenizer.get_vocab()
    return sorted(numbers, key=numbers.__getitem__)


def _is_part(piece: str) -> bool:
    """Whether other words are put together from it: a letter, or a piece that continues a word."""
    return _is_latin(piece) and (len(piece) == 1 or piece.startswith("##"))


def _is_latin(piece: str) -> bool:
    return all(char < "\u0250" or char in "–—‘’“”…€" for char in piece)
