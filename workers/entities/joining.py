"""Joins names that the model tagged in pieces: "Uhuru" "Kenyatta", "Mahinda" before a tagged "Rajapaksa"."""

import re
from collections.abc import Container, Sequence

from workers.entities.mention import Mention

# Given name or initials that stand right before a tagged name: "Mahinda ", "H D ", "A. G. ".
_BEFORE = re.compile(r"(?:(?<=^)|(?<=[\s(“\"‘']))((?:[A-Z]\.? ?){1,3}|[A-Z][\w’-]+(?: [A-Z]\.?)?) ?$")


def join_persons(mentions: Sequence[Mention], text: str, given_names: Container[str]) -> list[Mention]:
    """Persons of one field, in order, each with all the words of its name.

    Two tagged persons with one space between them are one; an untagged given name or initials before one belong to it.
    """
    joined: list[Mention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        if (
            mention.label == "PERSON"
            and last is not None
            and last.label == "PERSON"
            and text[last.end : mention.start] == " "
            and mention.text[0].isupper()
        ):
            joined[-1] = Mention(last.start, mention.end, "PERSON", text[last.start : mention.end], mention.field)
            continue
        joined.append(_with_given_name(mention, last.end if last else 0, text, given_names))
    return joined


def _with_given_name(mention: Mention, floor: int, text: str, given_names: Container[str]) -> Mention:
    if mention.label != "PERSON" or not mention.text[0].isupper():
        return mention
    before = _BEFORE.search(text, max(floor, mention.start - 30), mention.start)
    if before is None or not before[0].endswith(" "):
        return mention
    word = before[1].split()[0]
    initials = all(len(part.rstrip(".")) == 1 for part in before[1].split())
    if not (word in given_names or (initials and word not in ("I", "A"))):
        return mention
    start = before.start(1)
    return Mention(start, mention.end, "PERSON", text[start : mention.end], mention.field)
