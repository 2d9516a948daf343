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

        cleanup = load_cleanup(CleanupOptions(source_lists=settings.cleanup.source_lists))
    if "entities" in stages:
        from workers.entities import EntityOptions
        from workers.entities import load as load_entities

        entities = load_entities(
            EntityOptions(
                data=CONFIG / "entities",
                aliases=(settings.entities.aliases,) if settings.entities.aliases else (),
                model=settings.entities.model,
                use_blis=settings.entities.blis,
            )
        )
    if "topics" in stages:
        from workers.topics import TopicOptions
        from workers.topics import load as load_topics

        topics = load_topics(
            TopicOptions(
                custom=settings.topics.custom,
                custom_only=settings.topics.custom_only,
                max_topics=settings.topics.most,
                rank=rank,
            )
        )
    return Resources(cleanup, entities, topics)
