"""What tagging needs beside the article, read and checked once per process."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

import orjson

from workers.topics import artefact, scheme_file
from workers.topics.custom import add_custom_topics
from workers.topics.model import Model
from workers.topics.options import TopicOptions
from workers.topics.scheme import MAX_TOPICS, Concept, Scheme, build
from workers.topics.text_file import read_text
from workers.topics.thresholds import Thresholds

VERSION = "1"


@dataclass(frozen=True)
class TopicResources:
    """Scheme, model and choices, with the stamp that every result made with them carries."""

    scheme: Scheme
    model: Model
    custom: Mapping[str, Concept]
    thresholds: Thresholds
    options: TopicOptions
    stamp: str
    warnings: tuple[str, ...] = ()


def load(options: TopicOptions) -> TopicResources:
    """Read the scheme, the model and the custom topics. Raises Misconfigured with file, line and reason."""
    scheme = build(options.scheme.stem, scheme_file.read(options.scheme))
    model, identity = artefact.load(options.model, scheme)
    custom: list[Concept] = []
    warnings: tuple[str, ...] = ()
    if options.custom is not None:
        custom = list(islice(scheme_file.read(options.custom), MAX_TOPICS + 1))
        scheme = build(options.custom.stem, custom, None if options.custom_only else scheme)
        model, warnings = add_custom_topics(model, custom, scheme, alone=options.custom_only)
    model.work_out()
    thresholds = Thresholds.of(options, custom)
    return TopicResources(
        scheme=scheme,
        model=model,
        custom={concept.code: concept for concept in custom},
        thresholds=thresholds,
        options=options,
        stamp=_stamp(scheme, identity, options, thresholds),
        warnings=warnings,
    )


def _stamp(scheme: Scheme, identity: str, options: TopicOptions, thresholds: Thresholds) -> str:
    custom = read_text(options.custom) if options.custom is not None else ""
    settings = orjson.dumps([options.max_topics, options.custom_only, thresholds.as_list()])
    digest = hashlib.sha256(b"\0".join([identity.encode(), custom.encode(), settings])).hexdigest()
    return f"{VERSION}+{scheme.name}+{digest[:12]}"
