"""The topic scheme: its topics, how they are related, and the rules that it must keep."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from newsmill.errors import Misconfigured
from workers.topics.problems import Problems

MAX_TOPICS = (
    5_000  # IPTC has 1,392 with the retired ones; far more is a wrong file, and would cost memory in every worker
)
MAX_CODE_CHARS = 128


@dataclass(frozen=True)
class Concept:
    """One topic as its file gives it. `place` says where that is, for error messages."""

    code: str
    name: str
    place: str
    parent: str | None = None
    retired: str | None = None  # date, or any non-empty word
    description: str = ""
    terms: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    threshold: float | None = None


@dataclass(frozen=True)
class Scheme:
    """Topics by code, in the order of their files, already checked: see `build`."""

    name: str
    concepts: Mapping[str, Concept]
    _paths: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def in_use(self) -> tuple[str, ...]:
        """Codes that may be given to an article."""
        return tuple(code for code, concept in self.concepts.items() if not concept.retired)

    def path(self, code: str) -> tuple[str, ...]:
        """Codes from the root topic to this one, itself included."""
        if code not in self._paths:
            steps = [code]
            while (parent := self.concepts[steps[-1]].parent) is not None:
                steps.append(parent)
            self._paths[code] = tuple(reversed(steps))
        return self._paths[code]


def build(
    name: str, concepts: Iterable[Concept], beside: Scheme | None = None, problems: Problems | None = None
) -> Scheme:
    """Check the topics and make a scheme of them, added to `beside` when given.

    Raises Misconfigured with file, line and reason for: no topic at all, too many, a code given twice, an unknown or
    retired parent, a cycle; or keeps it in `problems`, and then the scheme is of no use.
    """
    problems = problems or Problems()
    known = dict(beside.concepts) if beside else {}
    own: dict[str, Concept] = {}
    for concept in concepts:
        with problems.keep():
            _check_one(concept)
        if (earlier := known.get(concept.code)) is not None:
            why = f"code '{concept.code}' was already given at {earlier.place}"
            problems.add(Misconfigured(f"{concept.place}: {why}"))
            continue
        known[concept.code] = own[concept.code] = concept
        if len(own) > MAX_TOPICS:
            raise Misconfigured(f"{concept.place}: more than {MAX_TOPICS:,} topics; split the scheme or leave some out")
    if not own and not problems.kept:
        raise Misconfigured(f"{name}: holds no topic")
    for concept in own.values():
        with problems.keep():
            _check_parent(concept, known)
    for concept, circle in _cycles(own, known):
        why = f"'{concept.code}' is in or under a cycle of parents: {' > '.join(circle)}"
        problems.add(Misconfigured(f"{concept.place}: {why}"))
    return Scheme(f"{beside.name}+{name}" if beside else name, known)


def _check_one(concept: Concept) -> None:
    if not concept.code or len(concept.code) > MAX_CODE_CHARS or any(char.isspace() for char in concept.code):
        raise Misconfigured(
            f"{concept.place}: code '{concept.code[:40]}' must be 1 to {MAX_CODE_CHARS} characters without spaces"
        )
    if not concept.name.strip():
        raise Misconfigured(f"{concept.place}: topic '{concept.code}' has no name")
    if concept.threshold is not None and not 0 < concept.threshold < 1:
        raise Misconfigured(
            f"{concept.place}: threshold {concept.threshold} of '{concept.code}' must lie between 0 and 1"
        )


def _check_parent(concept: Concept, known: Mapping[str, Concept]) -> None:
    if concept.parent is None:
        return
    parent = known.get(concept.parent)
    if parent is None:
        raise Misconfigured(f"{concept.place}: parent '{concept.parent}' of '{concept.code}' is not in the scheme")
    if parent.retired and not concept.retired:
        raise Misconfigured(
            f"{concept.place}: parent '{concept.parent}' of '{concept.code}' was retired ({parent.retired})"
        )


def _cycles(own: Mapping[str, Concept], known: Mapping[str, Concept]) -> Iterator[tuple[Concept, list[str]]]:
    """Every cycle of parents once, with the first topic that is in it or under it."""
    done: set[str] = set()
    for concept in own.values():
        steps: dict[str, None] = {}
        code: str | None = concept.code
        while code is not None and code in known and code not in done:
            if code in steps:
                yield concept, [*list(steps)[list(steps).index(code) :], code]
                break
            steps[code] = None
            code = known[code].parent
        done |= steps.keys()
