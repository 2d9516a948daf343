"""process(article, resources) = topics(entities(cleanup(article))): what the CLI, the tests and the tasks share."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from newsmill.article import STAGES, Article, CleanArticle, Entities, Pipeline, Ranked, Result, Stage, Topics
from newsmill.errors import Misconfigured

if TYPE_CHECKING:
    from workers.cleanup import CleanupResources
    from workers.entities import EntityResources
    from workers.topics import TopicResources

Loaded = TypeVar("Loaded")
Output = TypeVar("Output", CleanArticle, Entities, Topics)


@dataclass(frozen=True)
class Resources:
    """What the stages need beside the article, loaded once a process. A stage that is not run needs none."""

    cleanup: "CleanupResources | None" = None
    entities: "EntityResources | None" = None
    topics: "TopicResources | None" = None

    def stamp(self, stage: str, source: str | None = None) -> str:
        """The stamp that this stage's results carry for articles of this source; '' when it is not loaded."""
        if stage == "cleanup":
            return self.cleanup.stamp(source) if self.cleanup else ""
        loaded = self.entities if stage == "entities" else self.topics
        return loaded.stamp if loaded else ""


@dataclass(frozen=True)
class Processed:
    """What process() made: the result, and the raw topic ranking when the topic resources were told to rank."""

    result: Result
    ranking: tuple[Ranked, ...] | None = None


def run_cleanup(article: Article, resources: Resources) -> CleanArticle:
    """The cleanup stage. Raises Permanent when the input holds no article."""
    from workers.cleanup import clean

    return clean(article, _loaded(resources.cleanup, "cleanup"))


def run_entities(article: CleanArticle, resources: Resources) -> Entities:
    """The entities stage."""
    from workers.entities import extract

    return extract(article, _loaded(resources.entities, "entities"))


def run_topics(article: CleanArticle, resources: Resources) -> Topics:
    """The topics stage."""
    from workers.topics import tag

    return tag(article, _loaded(resources.topics, "topics"))


def _loaded(resource: Loaded | None, stage: str) -> Loaded:
    if resource is None:
        raise Misconfigured(f"the {stage} stage was asked for, but its resources were not loaded")
    return resource


def process(article: Article, resources: Resources, stages: Collection[Stage] = STAGES) -> Processed:
    """Run the stages on one article in this process, without queue or store.

    Without "cleanup" among the stages the body text is taken exactly as it is, so that offsets refer to it.
    Raises Permanent when the article cannot be processed.
    """
    timings: dict[str, int] = {}

    def timed(stage: str, function: Callable[[], Output]) -> Output:
        start = time.perf_counter()
        output = function()
        timings[stage] = round((time.perf_counter() - start) * 1000)
        return output

    clean = (
        timed("cleanup", lambda: run_cleanup(article, resources))
        if "cleanup" in stages
        else CleanArticle.as_it_is(article)
    )
    entities = timed("entities", lambda: run_entities(clean, resources)) if "entities" in stages else None
    topics = timed("topics", lambda: run_topics(clean, resources)) if "topics" in stages else None
    return Processed(assemble(article, clean, entities, topics, timings), topics.ranking if topics else None)


def assemble(
    article: Article,
    clean: CleanArticle,
    entities: Entities | None,
    topics: Topics | None,
    timings_ms: dict[str, int],
    run: int = 1,
) -> Result:
    """Put what the stages made together into one Result. The version is left to the store, which alone can count it."""
    warnings = [
        *_named("cleanup", clean.warnings),
        *(_named("entities", _all_of(entities)) if entities else ()),
        *(_named("topics", _all_of(topics)) if topics else ()),
    ]
    skipped = any(stage is not None and stage.skipped for stage in (entities, topics))
    return Result(
        article_id=article.article_id,
        article_version=article.version,
        status="partial" if skipped else "complete",
        pipeline=Pipeline.of(
            clean.stamp or None, entities.stamp if entities else None, topics.stamp if topics else None, run
        ),
        headline=clean.headline,
        byline=clean.byline,
        published_at=clean.published_at,
        updated_at=clean.updated_at,
        url=clean.url,
        source=article.source,
        site=clean.site,
        language=clean.language,
        signature=clean.signature,
        text=clean.text,
        removed=clean.removed,
        spans=entities.spans if entities else (),
        entities=entities.entities if entities else (),
        values=entities.values if entities else (),
        topics=topics.topics if topics else (),
        abstained=topics.abstained if topics else None,
        warnings=tuple(dict.fromkeys(warnings)),
        timings_ms=timings_ms,
        meta=article.meta,
    )


def _all_of(output: Entities | Topics) -> tuple[str, ...]:
    return (output.skipped, *output.warnings) if output.skipped else output.warnings


def _named(stage: Stage, warnings: tuple[str, ...]) -> list[str]:
    """Each warning begins with its stage, so that a reader knows whom to ask, and a re-run which ones are its own."""
    prefix = f"{stage}: "
    return [warning if warning.startswith(prefix) else prefix + warning for warning in warnings]
