"""The plan of a chaos run: which articles are offered and what is killed when. The same seed makes the same plan."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsmill.article import STAGES
from tests.bench.stages import misbehaving

SENTENCE = (
    "The mayor of Ostra, Marguerite Duval, said that the council would vote on the harbour budget of $4.2 million."
)
POISONS = ("segfault", "endless", "memory", "oom", "leave", "deaf", "fail", "contract")
PAUSE = 3.0  # seconds a process is stopped: longer than the silence after which its work is given to others
AWAY = 2.0  # longest time that Redis and the database are gone

# What is done to what: the name says it, and `Kill.seconds` for how long.
KINDS = (
    "child killed",
    "worker killed",
    "worker terminated",
    "worker paused",
    "child paused",
    "settle killed",
    "settle terminated",
    "settle paused",
    "dispatcher killed",
    "dispatcher terminated",
    "dispatcher paused",
    "redis killed",
    "redis paused",
    "database killed",
    "database paused",
    "everything killed",
)


@dataclass(frozen=True)
class Sending:
    """An article to offer, at `at` seconds."""

    at: float
    article: dict[str, object]
    healthy: bool


@dataclass(frozen=True)
class Kill:
    """One blow, at `at` seconds, which lasts `seconds`; `choice` in [0, 1) picks among processes of its kind."""

    at: float
    kind: str
    seconds: float
    choice: float


def sendings(seed: int, articles: int, seconds: float, poison: float) -> list[Sending]:
    """That many sendings, evenly over the time: of 100, five repeat an earlier article and three change one."""
    chance = random.Random(f"articles {seed}")  # noqa: S311  # a plan, no secret
    troubled = set(chance.sample(range(articles), round(articles * poison)))
    kinds = _in_turn(POISONS, chance)
    sent: list[dict[str, object]] = []
    found = []
    for n in range(articles):
        at = seconds * n / articles
        if n in troubled:
            found.append(Sending(at, _poison(n, next(kinds), chance.choice(STAGES)), healthy=False))
            continue
        article = _article(f"urn:chaos:{seed}:{n}", f"{SENTENCE} Item {n}.")
        if sent and (luck := chance.random()) < 0.08:
            earlier = chance.choice(sent[-200:])
            article = earlier if luck < 0.05 else _article(str(earlier["id"]), f"{SENTENCE} Changed with item {n}.")
        sent.append(article)
        found.append(Sending(at, article, healthy=True))
    return found


def kills(seed: int, count: int, seconds: float, kinds: Sequence[str] = KINDS) -> list[Kill]:
    """That many blows over the time, every kind equally often, in an order of chance."""
    chance = random.Random(f"kills {seed}")  # noqa: S311
    turn = _in_turn(kinds, chance)
    gap = seconds / count
    return [
        Kill(gap * (n + chance.uniform(0.2, 0.8)), kind, _lasts(kind, chance), chance.random())
        for n, kind in zip(range(count), turn, strict=False)
    ]


def _lasts(kind: str, chance: random.Random) -> float:
    if kind.endswith("paused"):
        return PAUSE
    return chance.uniform(0, AWAY) if kind in ("redis killed", "database killed") else 0.0


def _article(identity: str, text: str) -> dict[str, object]:
    return {"id": identity, "body": {"value": f"{SENTENCE} {text} {SENTENCE}"}}


def _poison(n: int, kind: str, stage: str) -> dict[str, object]:
    identity = f"urn:poison:{n}:{kind}"
    return {"id": identity, "body": {}} if kind == "contract" else _article(identity, misbehaving(kind, stage))


def _in_turn(names: Sequence[str], chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(list(names), len(names))
