"""Consistency over one article: names joined, types agreed on, and names found again where the model missed them."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from workers.entities.acronyms import explained
from workers.entities.cues import TITLE_PARTS, bare_organisation, label_by_head
from workers.entities.finding import Finder
from workers.entities.headings import without_heading_words
from workers.entities.joining import join_persons
from workers.entities.lexicon import Lexicon
from workers.entities.mention import Field, Mention, in_reading_order
from workers.entities.typing import SURE, own_label

_NAMED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT"})


def mend(
    mentions: Sequence[Mention], texts: Mapping[Field, str], lexicon: Lexicon
) -> tuple[list[Mention], dict[str, str]]:
    """The article's mentions in reading order under agreed labels, with those that the model missed.

    Also returns the acronyms that the article explains, with their long forms.
    """
    cased = _is_cased(texts["text"])
    long_forms: dict[str, str] = {}
    whole: list[Mention] = []
    for name, text in texts.items():
        joined = join_persons([m for m in mentions if m.field == name], text, lexicon.given_names)
        if name == "text" and cased:
            joined = without_heading_words(joined, text, lexicon)
        whole += _with_acronyms(joined, text, name, lexicon, long_forms)
    found = _agreed([m for m in whole if not _is_no_name(m.text, lexicon, cased)], texts, lexicon)
    found += _repeats(found, texts, lexicon)
    found.sort(key=in_reading_order)
    joined = [
        mention
        for name, text in texts.items()
        for mention in join_persons([m for m in found if m.field == name], text, lexicon.given_names)
    ]
    return sorted(joined, key=in_reading_order), long_forms


def _is_no_name(name: str, lexicon: Lexicon, cased: bool) -> bool:
    return name in lexicon.stop or name in TITLE_PARTS or (cased and name.islower() and name not in lexicon.known)


def _is_cased(text: str) -> bool:
    """True for a text whose writer uses capitals: there a name without one is a mistake of the model."""
    starts = [line.lstrip()[0] for line in text.splitlines() if line.strip()]
    return len(text) > 300 and sum(not char.islower() for char in starts) * 5 >= len(starts) * 4


def _with_acronyms(
    mentions: list[Mention], text: str, name: Field, lexicon: Lexicon, long_forms: dict[str, str]
) -> list[Mention]:
    """The mentions of one field, with each explained acronym under the label of its long form."""
    new: list[Mention] = []
    for place in explained(text):
        short, long = text[place.short_start : place.short_end], text[place.start : place.end]
        inside = [mention.label for mention in _overlapping(mentions, place.start, place.end)]
        label = label_by_head(long) or ("ORG" if "ORG" in inside else None)
        if label is None or short in lexicon.stop or (new and place.start < new[-1].end):
            continue
        long_forms[short] = long
        if label == "ORG":
            new.append(Mention(place.start, place.end, label, long, name))
        new.append(Mention(place.short_start, place.short_end, label, short, name))
    return sorted([*(m for m in mentions if not _overlapping(new, m.start, m.end)), *new])


def _overlapping(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """Those of some mentions, in order and without overlap, that share a place with the span."""
    first = bisect_right(mentions, start, key=lambda mention: mention.end)
    return mentions[first : bisect_left(mentions, end, key=lambda mention: mention.start)]


def _agreed(mentions: Sequence[Mention], texts: Mapping[Field, str], lexicon: Lexicon) -> list[Mention]:
    """Mentions of the same text under the label with most votes; a part of a person's name is that person, and what
    an organisation is called without "Group" or "Ltd" is that organisation."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    own = []
    for mention in mentions:
        label, weight = own_label(mention, texts[mention.field], lexicon)
        votes[mention.text.casefold()][label] += weight
        own.append(mention.relabelled(label))
    for part in {part for m in own if m.label == "PERSON" for part in _parts(m.text)}:
        if of_part := votes.get(part.casefold()):
            of_part["PERSON"] += 1 if part in lexicon.known else SURE * of_part.total()
    for stem in {stem for m in own if m.label == "ORG" and (stem := bare_organisation(m.text)) != m.text}:
        if of_stem := votes.get(stem.casefold()):
            of_stem["ORG"] += 1 if stem in lexicon.known else SURE * of_stem.total()
    return [m.relabelled(votes[m.text.casefold()].most_common(1)[0][0]) for m in own]


def _parts(name: str) -> list[str]:
    """The given name, the surname and the last two words of a full name."""
    words = name.split()
    if len(words) < 2:
        return []
    return [part for part in (words[0], words[-1], " ".join(words[-2:])) if len(part) > 2 and part[0].isupper()]


def _repeats(mentions: Sequence[Mention], texts: Mapping[Field, str], lexicon: Lexicon) -> list[Mention]:
    """Names of this article, surnames of its people and well-known names, where the model saw nothing."""
    labels: dict[str, str] = {}
    for mention in mentions:
        if mention.label in _NAMED and len(mention.text) > 2 and mention.text[0].isupper():
            labels[mention.text] = mention.label
    for mention in mentions:
        surname = mention.text.split()[-1]
        if mention.label == "PERSON" and len(surname) > 2 and surname[0].isupper():
            labels.setdefault(surname, "PERSON")
        if mention.label == "ORG" and len(stem := bare_organisation(mention.text)) > 3:
            labels.setdefault(stem, "ORG")
    added: list[Mention] = []
    for finder, label_of in ((Finder(labels), labels), (lexicon.finder, lexicon.labels)):
        for name, text in texts.items():
            taken = sorted((m.start, m.end) for m in (*mentions, *added) if m.field == name)
            at = 0
            for start, end in finder.find(text):
                while at < len(taken) and taken[at][1] <= start:
                    at += 1
                if at == len(taken) or end <= taken[at][0]:
                    found = text[start:end]
                    added.append(Mention(start, end, label_of[found], found, name))
    return added
