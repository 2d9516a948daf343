"""From settings to loaded resources: the one place that knows both."""

from collections.abc import Collection
from pathlib import Path

import config
from config.settings import Settings
from workers.pipeline import Resources

CONFIG = Path(config.__file__).parent


def load_resources(settings: Settings, stages: Collection[str], *, rank: bool = False) -> Resources:
    """Load what these stages need. Raises Misconfigured when a model or data file is missing or wrong."""
    cleanup = entities = topics = None
    if "cleanup" in stages:
        from workers.cleanup import CleanupOptions
        from workers.cleanup import load as load_cleanup

        cleanup = load_cleanup(CleanupOptions())
    if "entities" in stages:
        from workers.entities import EntityOptions
        from workers.entities import load as load_entities

        entities = load_entities(EntityOptions(data=CONFIG / "entities", model=settings.entities.model))
    if "topics" in stages:
        from workers.topics import TopicOptions
        from workers.topics import load as load_topics

        topics = load_topics(TopicOptions(rank=rank))
    return Resources(cleanup, entities, topics)
