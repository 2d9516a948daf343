"""`newsmill status --prometheus`: the report in Prometheus's text format, for a scrape or a textfile collector."""

from collections.abc import Iterator, Mapping

from workers.status import Status


def exposition(found: Status) -> str:
    """Every number of the report as a metric, a line each. The format: prometheus.io, "Exposition formats", 0.0.4."""
    return "\n".join(_lines(found))


def _lines(found: Status) -> Iterator[str]:
    yield from _metric("accepted_total", "counter", "articles accepted since the ledger began", {"": found.accepted})
    outcomes = {"stored": found.stored, "duplicate": found.duplicates, "dead": found.dead_letters}
    yield from _metric("settled_total", "counter", "accepted articles that ended so", _by("outcome", outcomes))
    yield from _metric("unfinished", "gauge", "accepted articles that have not ended", {"": found.unfinished})
    yield from _metric("in_stages", "gauge", "where unfinished articles are", _by("where", found.in_stages))
    if (oldest := found.oldest_unfinished) is not None:
        said = "when the oldest unfinished article was accepted; absent when there is none"
        yield from _metric("oldest_unfinished_timestamp_seconds", "gauge", said, {"": oldest.timestamp()})
    yield from _metric("reruns_waiting", "gauge", "re-runs and replays in their lane", {"": found.reruns_waiting})
    yield from _metric("workers", "gauge", "living processes that serve a stage", _by("stage", found.workers))
    missing = {
        "vanished": found.vanished - found.acknowledged_vanished,
        "unrecorded": found.unrecorded - found.acknowledged_unrecorded,
    }
    yield from _metric("missing", "gauge", "articles not accounted for, nor acknowledged", _by("kind", missing))
    yield from _metric("balanced", "gauge", "1 when every accepted article is accounted for", {"": int(found.balanced)})


def _metric(name: str, kind: str, said: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP newsmill_{name} {said}"
    yield f"# TYPE newsmill_{name} {kind}"
    for labels, value in values.items():
        yield f"newsmill_{name}{labels} {value}"


def _by(label: str, values: Mapping[str, int]) -> dict[str, int]:
    """The values by their label; its words are newsmill's own and need no escaping."""
    return {f'{{{label}="{word}"}}': value for word, value in values.items()}
