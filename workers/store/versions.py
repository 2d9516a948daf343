"""Which version an accepted result becomes, and which version of an article is current. Pure: no database here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from workers.entry_id import Position


@dataclass(frozen=True)
class Version:
    """One stored version of an article, without its result."""

    number: int
    explicit: bool  # the producer gave the number
    position: Position
    content_hash: str
    run: int
    accepted_at: datetime  # UTC


@dataclass(frozen=True)
class New:
    """The result becomes a version of its own."""

    number: int
    explicit: bool


@dataclass(frozen=True)
class Rerun:
    """The result takes the place of the version's older run."""

    version: Version


@dataclass(frozen=True)
class Outrun:
    """This run of the version, or a newer one, is stored already: nothing changes."""

    version: Version


@dataclass(frozen=True)
class Duplicate:
    """The content is stored already."""

    version: Version


@dataclass(frozen=True)
class Conflict:
    """The version is stored already with other content."""

    version: Version


Decision = New | Rerun | Outrun | Duplicate | Conflict


def current(versions: Collection[Version]) -> Version:
    """The version that readers get: the highest the producer numbered, or the last sent without a number after it.

    The answer depends on the numbers and on the places in the stream alone, never on the order in which the
    versions were stored: an old version that arrives late never wins.
    """
    numbered = max((v for v in versions if v.explicit), key=lambda v: v.number, default=None)
    counted = max((v for v in versions if not v.explicit), key=lambda v: (v.position, v.number), default=None)
    if numbered is None or (counted is not None and counted.position > numbered.position):
        if counted is None:
            raise ValueError("an article without versions has no current one")
        return counted
    return numbered


def decide(
    stored: Collection[Version], number: int | None, content_hash: str, run: int, *, on_purpose: bool
) -> Decision:
    """What becomes of a result, given every stored version of its article.

    `number` is the version the producer gave, or None. A re-run or replay on purpose never is a duplicate; where its
    version is not stored, it is stored like any other result.
    """
    if number is not None:
        same = next((v for v in stored if v.number == number), None)
        if same is None:
            return New(number, explicit=True)
        if same.content_hash != content_hash:
            return Conflict(same)
    else:
        # A version that was numbered by its producer may hold the same content as one that was counted.
        equal = [v for v in stored if v.content_hash == content_hash]
        same = min(equal, key=lambda v: (v.explicit, v.number), default=None)
        if same is None:
            return New(max((v.number for v in stored), default=0) + 1, explicit=False)
    if not on_purpose:
        return Duplicate(same)
    return Rerun(same) if run > same.run else Outrun(same)
