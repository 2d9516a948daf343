"""Re-runs on purpose: what a stored result tells of the stages before the one that is to run again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsmill.article import STAGES, CleanArticle, Entities, Result, Stage


@dataclass(frozen=True)
class Rerun:
    """An article that goes through the stages again on purpose."""

    article: bytes  # its JSON exactly as it was accepted
    run: int  # of the result to come, which replaces results of lower runs alone
    first: str  # the entry under which it was first accepted: its place among the versions of its article
    stage: Stage = "cleanup"  # the first one to run
    made: Mapping[str, bytes] = field(default_factory=dict)  # what the stages before that made
    letter: int | None = None  # the dead letter that is replayed

    def fields(self) -> dict[str, bytes]:
        """What the work of its entry begins with."""
        marks = {"stage": self.stage.encode(), "run": b"%d" % self.run, "first": self.first.encode()}
        return {**marks, **({} if self.letter is None else {"letter": b"%d" % self.letter}), **self.made}


def rerun_of(result: Result, raw: bytes, first: str, stage: Stage) -> Rerun:
    """The next run of a stored result, from this stage on."""
    return Rerun(raw, result.pipeline.run + 1, first, stage, outputs_before(stage, result))


def stages_from(stage: Stage) -> tuple[Stage, ...]:
    """This stage and those after it."""
    return STAGES[STAGES.index(stage) :]


def is_outdated(made: Mapping[str, str | None], today: Mapping[Stage, str]) -> bool:
    """Whether a stage of today carries another stamp than the one that made a result."""
    return any(made.get(stage) != stamp for stage, stamp in today.items())


def differing(stamps: Mapping[str, str], today: Mapping[Stage, str]) -> list[Stage]:
    """The stages that a worker stamps otherwise than today's; one that it does not speak of is none."""
    return [stage for stage, stamp in today.items() if stamps.get(stage, stamp) != stamp]


def outputs_before(stage: Stage, result: Result) -> dict[str, bytes]:
    """The outputs of the stages before this one, as they crossed Redis when the result was made."""
    made: dict[str, bytes] = {}
    if stage != "cleanup":
        made["cleanup"] = clean_article(result).to_json()
    if stage == "topics":
        made["entities"] = _entities(result).to_json()
    for name in STAGES[: STAGES.index(stage)]:
        made[f"{name}_ms"] = b"%d" % result.timings_ms.get(name, 0)
    return made


def clean_article(result: Result) -> CleanArticle:
    """What cleanup made of the article that this result is of."""
    return CleanArticle(
        stamp=result.pipeline.cleanup or "",
        headline=result.headline,
        byline=result.byline,
        published_at=result.published_at,
        updated_at=result.updated_at,
        url=result.url,
        site=result.site,
        language=result.language,
        signature=result.signature,
        text=result.text,
        removed=result.removed,
        warnings=_warnings_of("cleanup", result),
    )


def _entities(result: Result) -> Entities:
    warnings = _warnings_of("entities", result)
    # A stage that was skipped found nothing, and its reason stands first.
    skipped = warnings[0] if result.status == "partial" and warnings and not result.spans else None
    return Entities(
        stamp=result.pipeline.entities or "",
        spans=result.spans,
        entities=result.entities,
        values=result.values,
        skipped=skipped,
        warnings=warnings[1:] if skipped else warnings,
    )


def _warnings_of(stage: Stage, result: Result) -> tuple[str, ...]:
    return tuple(warning for warning in result.warnings if warning.startswith(f"{stage}: "))
