"""The label of a single mention, by its own words and its neighbours."""

import re

from workers.entities.cues import HONORIFICS, label_by_head
from workers.entities.lexicon import Lexicon
from workers.entities.mention import Mention

SURE = 3  # votes of a mention whose words or neighbours settle what it is; the model's word alone counts one

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'-]*\.?),?\s+$")
_NAME_AFTER = re.compile(r",\s+([A-Z]\w*(?: [A-Z]\w*)?)")
_PLACING = frozenset({"in", "at", "near", "around", "outside", "across", "throughout"})
_CAMEL_CASE = re.compile(r"[A-Z][a-z]+[A-Z]\w+")
_ACRONYM = re.compile(r"[A-Z][A-Z&-]*[A-Z]\d{0,2}")
_MODEL_NUMBER = re.compile(r"[A-Z][\w-]*(?: [A-Z][\w-]*)? v?\d+(?:\.\d+)*(?: (?:Pro|Max|Plus|Mini|Ultra|Turbo))?")


def own_label(mention: Mention, text: str, lexicon: Lexicon) -> tuple[str, int]:
    """The label of one mention and how many votes it has among mentions of the same name.

    Known names come first, then the head of the name, then its neighbours, then the shape of the word.
    """
    name, label = mention.text, mention.label
    known = lexicon.known.get(name)
    if known and (known.findable or label != "PERSON"):
        return known.label, SURE
    by_head = label_by_head(name)
    if by_head == "LOC":
        return (label if label in _PLACES else "LOC"), SURE
    if by_head and not (label == "PERSON" and name.split()[0] in lexicon.given_names):
        return by_head, SURE
    if _is_titled(mention, text):
        return "PERSON", SURE
    return _by_place(mention, text, lexicon) or _by_shape(mention, lexicon) or (label, 1)


def _by_place(mention: Mention, text: str, lexicon: Lexicon) -> tuple[str, int] | None:
    """A city that is called one, or a lone unknown name that the text is "in"."""
    name = mention.text
    if mention.label in _PLACES:
        return None
    if name in lexicon.cities:
        if _is_placed(mention, text, lexicon):
            return "GPE", SURE
        if mention.label != "PERSON" or name not in lexicon.surnames:
            return "GPE", 1
    lone = " " not in name and name not in lexicon.given_names
    return ("GPE", 1) if mention.label == "PERSON" and lone and _is_placed(mention, text, lexicon) else None


def _by_shape(mention: Mention, lexicon: Lexicon) -> tuple[str, int] | None:
    name, label = mention.text, mention.label
    if _has_given_name(name, lexicon) and label in ("ORG", "GPE", "LOC", "NORP", "WORK_OF_ART"):
        return "PERSON", 1
    if label == "PERSON" and _ACRONYM.fullmatch(name):
        return "ORG", 1
    if label in ("ORG", "PERSON", "GPE") and _MODEL_NUMBER.fullmatch(name):
        return "PRODUCT", 1
    if label in ("NORP", "LOC", "GPE") and _CAMEL_CASE.fullmatch(name):
        return "ORG", 1
    return None


def _is_titled(mention: Mention, text: str) -> bool:
    before = _WORD_BEFORE.search(text, max(0, mention.start - 30), mention.start)
    return bool(before and before[1] in HONORIFICS)


def _is_placed(mention: Mention, text: str, lexicon: Lexicon) -> bool:
    """True where the words beside a name say that it is a place: "in Regina", "Trujillo, Peru"."""
    before = _WORD_BEFORE.search(text, max(0, mention.start - 30), mention.start)
    if before and before[1] in _PLACING:
        return True
    after = _NAME_AFTER.match(text, mention.end)
    if after is None:
        return False
    known = lexicon.known.get(after[1])
    return after[1] in lexicon.cities or (known is not None and known.label == "GPE")


def _has_given_name(name: str, lexicon: Lexicon) -> bool:
    words = name.split()
    capitals = all(word[0].isupper() and not word.isupper() for word in (words[0], words[-1]))
    return 2 <= len(words) <= 4 and words[0] in lexicon.given_names and capitals
