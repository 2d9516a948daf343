"""Names that a command takes from a fixed list, such as stages and states."""

from collections.abc import Iterable, Sequence

from newsmill.errors import Misconfigured


def check_names(kind: str, given: Iterable[str], known: Sequence[str]) -> None:
    """Raise Misconfigured for those that are not on the list: "no such stage: clenup; the stages are …"."""
    if unknown := [name for name in given if name not in known]:
        raise Misconfigured(f"no such {kind}: {', '.join(unknown)}; the {kind}s are {', '.join(known)}")
