"""Mentions merged into clusters, one for each person, organisation or place that they name."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workers.entities.acronyms import initials
from workers.entities.cues import bare_organisation
from workers.entities.lexicon import Lexicon
from workers.entities.mention import Mention
from workers.entities.people import People

_PLACES = frozenset({"GPE", "LOC", "FAC"})


@dataclass
class Cluster:
    """The mentions of one entity, in reading order."""

    mentions: list[Mention] = field(default_factory=list)
    known: str | None = None  # the name that the lists have for it
    wikidata: str | None = None

    @property
    def label(self) -> str:
        """The label of most mentions; of the earliest when they are even."""
        return Counter(mention.label for mention in self.mentions).most_common(1)[0][0]

    @property
    def name(self) -> str:
        """The name that the lists have for it, else the form of most words, then the longest, then the first."""
        if self.known is not None:
            return self.known
        forms = [*dict.fromkeys(mention.text for mention in self.mentions)]
        written_out = [form for form in forms if not form.isupper()]
        return max(written_out or forms, key=lambda form: (len(form.split()), len(form)))

    @property
    def aliases(self) -> tuple[str, ...]:
        """The other forms, in order of first mention."""
        return tuple(form for form in dict.fromkeys(m.text for m in self.mentions) if form != self.name)


def merge(mentions: Sequence[Mention], explained: Mapping[str, str], lexicon: Lexicon) -> list[Cluster]:
    """Clusters in order of first mention. `mentions` are in reading order.

    `explained` maps the acronyms of the article to the long forms that it gives for them.
    """
    people = [mention for mention in mentions if mention.label == "PERSON"]
    register = People([_plain(mention.text) for mention in people])
    person_at = {id(mention): at for at, mention in enumerate(people)}
    longer = _long_forms(mentions, explained)
    found: dict[tuple[str, str], Cluster] = {}
    for mention in mentions:
        kind = "PLACE" if mention.label in _PLACES else mention.label
        plain = _plain(mention.text)
        known = lexicon.known.get(mention.text)
        if known and known.label != mention.label and not {known.label, mention.label} <= _PLACES:
            known = None
        if known:
            key = _plain(known.name)
        elif kind == "PERSON":
            key = register.full_name(plain, person_at[id(mention)])
        elif kind == "NORP":
            key = plain.removesuffix("s")
        else:
            key = longer.get(plain, plain)
        cluster = found.setdefault((kind, bare_organisation(key) if kind == "ORG" else key), Cluster())
        cluster.mentions.append(mention)
        if known and cluster.known is None:
            cluster.known, cluster.wikidata = known.name, known.wikidata
    return [*found.values()]


def _plain(name: str) -> str:
    """Case, accents and points aside: "El-Sissi" and "el-Sissi", "Sánchez" and "Sanchez" are one."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\s.]+", " ", folded).replace("’", "'").split()) or name


def _long_forms(mentions: Sequence[Mention], explained: Mapping[str, str]) -> dict[str, str]:
    """From acronyms to long forms: those that the article explains, and those whose initials fit one name alone."""
    longer = {_plain(short): _plain(long) for short, long in explained.items()}
    names = [*dict.fromkeys(m.text for m in mentions if m.label == "ORG")]
    meant: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if " " in name:
            for short in initials(name):
                meant[short].add(bare_organisation(_plain(name)))
    for short in names:
        if _plain(short) not in longer and len(short) > 2 and len(meant.get(short, ())) == 1:
            longer[_plain(short)] = min(meant[short])
    return longer
