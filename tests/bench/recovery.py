"""What each blow cost: how long until the articles that were hit had ended, and until any had."""

from collections.abc import Mapping, Sequence

from tests.bench.blows import Blow


def recovery(blows: Sequence[Blow], events: Mapping[str, Sequence[int]]) -> dict[str, list[float]]:
    """By kind: seconds from each blow until each article that its victims held had ended."""
    found: dict[str, list[float]] = {}
    for blow in blows:
        for entry in blow.held:
            if entry in events:
                found.setdefault(blow.kill.kind, []).append(events[entry][0] / 1000 - blow.at)
    return found


def pauses(blows: Sequence[Blow], events: Mapping[str, Sequence[int]]) -> dict[str, list[float]]:
    """By kind: seconds from each blow until the next article ended, whichever."""
    ends = sorted(time / 1000 for times in events.values() for time in times)
    found: dict[str, list[float]] = {}
    for blow in blows:
        following = next((end for end in ends if end > blow.at), None)
        if following is not None:
            found.setdefault(blow.kill.kind, []).append(following - blow.at)
    return found
