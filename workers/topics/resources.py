"""What tagging needs beside the article, read and checked once a process."""

import hashlib
from dataclasses import dataclass

import orjson

from workers.errors import Misconfigured
from workers.topics import scheme_csv
from workers.topics.corpus import read_corpus
from workers.topics.lexicon import Lexicon, learn
from workers.topics.options import TopicOptions
from workers.topics.scheme import Scheme, build
from workers.topics.text_file import read_text

VERSION = "1"


@dataclass(frozen=True)
class TopicResources:
    """Scheme, lexicon and choices, with the stamp that every result made with them carries."""

    scheme: Scheme
    lexicon: Lexicon
    options: TopicOptions
    stamp: str


def load(options: TopicOptions) -> TopicResources:
    """Read the scheme, its notes and its examples. Raises Misconfigured with file, line and reason."""
    scheme = build(options.scheme.stem, scheme_csv.read(options.scheme))
    own: dict[str, str] = {}
    for note in scheme_csv.read_notes(options.notes):
        if note.code not in scheme.concepts:
            raise Misconfigured(f"{note.place}: code '{note.code}' is not in the scheme {scheme.name}")
        name = scheme.concepts[note.code].name
        own[note.code] = " ".join([name, note.description, *note.terms])
    examples: dict[str, list[str]] = {code: [] for code in own}
    for item in read_corpus(options.corpus, scheme):
        for code in {step for topic in item.topics for step in scheme.path(topic)} & own.keys():
            examples[code].append(f"{item.headline} {item.text}")
    if options.custom is not None:
        custom = list(scheme_csv.read(options.custom))
        scheme = build(options.custom.stem, custom, None if options.custom_only else scheme)
        own = {} if options.custom_only else own
        for concept in custom:
            own[concept.code] = " ".join([concept.name, concept.description, *concept.terms])
            examples[concept.code] = list(concept.examples)
    return TopicResources(scheme, learn(own, examples), options, _stamp(scheme, options))


def _stamp(scheme: Scheme, options: TopicOptions) -> str:
    files = [options.scheme, options.notes, options.corpus, *filter(None, [options.custom])]
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(read_text(file).encode()).digest())
    digest.update(orjson.dumps([options.max_topics, options.custom_only]))
    return f"{VERSION}+{scheme.name}+{digest.hexdigest()[:12]}"
