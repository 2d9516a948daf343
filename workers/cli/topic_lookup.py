"""Which topic an operator means, by its id or its name."""

from difflib import get_close_matches
from pathlib import Path

from newsmill.errors import Misconfigured


def topic_named(topic: str, custom: Path | None) -> str:
    """The id of a topic given by id or by name, of IPTC Media Topics or of the operator's own topics.

    Raises Misconfigured when a name is unknown or could be several, or when that file cannot be read.
    """
    from workers.topics import TopicOptions
    from workers.topics.scheme_file import read

    files = (TopicOptions().scheme, *([custom] if custom else []))
    named = {concept.code: concept.name for file in files for concept in read(file)}
    if topic in named or ":" in topic:  # an id that no file knows may have been given by an earlier one
        return topic
    wanted = topic.casefold().strip()
    exact = [code for code, name in named.items() if name.casefold() == wanted]
    found = exact or [code for code, name in named.items() if wanted in name.casefold()]
    if len(found) == 1:
        return found[0]
    if not found:
        near = get_close_matches(wanted, {name.casefold(): None for name in named.values()}, 3, 0.5)
        hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        own = "" if custom else "; your own topics are known if NEWSMILL_TOPICS_CUSTOM names their file"
        raise Misconfigured(f"no topic is named {topic!r}; {hint}you can also give an id, such as medtop:04000000{own}")
    shown = "; ".join(f"{code} {named[code]}" for code in found[:8])
    raise Misconfigured(f"{topic!r} could be {len(found)} topics; give the id: {shown}{' …' if len(found) > 8 else ''}")
