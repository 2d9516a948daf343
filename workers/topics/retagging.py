"""What re-tagging would change: old and new topics of stored articles, counted per topic, with examples."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from newsmill.article import Topic

_MOST_EXAMPLES = 5


@dataclass
class Change:
    """How often a topic would be added and dropped, and ids of the first articles where."""

    added: int = 0
    dropped: int = 0
    added_to: list[str] = field(default_factory=list)
    dropped_from: list[str] = field(default_factory=list)


def changes(articles: Iterable[tuple[str, Iterable[Topic], Iterable[Topic]]]) -> dict[str, Change]:
    """(article id, stored topics, new topics) to the changes per topic code, the most changed first."""
    found: dict[str, Change] = {}
    for article_id, stored, new in articles:
        before, after = ({topic.id for topic in topics} for topics in (stored, new))
        for code in after - before:
            change = found.setdefault(code, Change())
            change.added += 1
            change.added_to.extend([article_id] if len(change.added_to) < _MOST_EXAMPLES else [])
        for code in before - after:
            change = found.setdefault(code, Change())
            change.dropped += 1
            change.dropped_from.extend([article_id] if len(change.dropped_from) < _MOST_EXAMPLES else [])
    return dict(sorted(found.items(), key=lambda entry: (-entry[1].added - entry[1].dropped, entry[0])))
