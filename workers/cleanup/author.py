"""The byline of a page that names its author only in its text."""

import re

from workers.cleanup.blocks import Blocks
from workers.cleanup.marks import GROUP_BIT

_MARKED = GROUP_BIT["author"]
_NAME = re.compile(
    r"(?:(?:[Ww]ritten |[Pp]osted |[Ss]tory )?[Bb]y:? |BY:? |[Aa]uthor: ?)?"
    r"(?P<name>[A-Z][\w.'’-]*(?: (?:de|van|von|der|den|la|le|di|da|bin|al|[A-Z][\w.'’-]*)){1,4}"
    r"(?:,? (?:and|&) [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3})?)"
    r"(?: (?:at|on) .{0,50})?"
)
_SAYS_BY = re.compile(r"(?:[Ww]ritten |[Pp]osted |[Ss]tory )?[Bb][Yy]\b|[Aa]uthor:")
_NO_NAMES = frozenset(["about", "all", "author", "bio", "by", "contact", "editor", "follow", "more", "news", "posted"])
_NO_NAMES |= frozenset(["profile", "read", "share", "staff", "the", "view", "written"])


def byline_of(page: Blocks) -> str | None:
    """The first short block that says "By Name", or holds a name and stands in an element marked as the author's."""
    for block in page.blocks:
        if len(block.text) > 80:
            continue
        container = page.containers[block.container]
        near = container.own | page.containers[max(container.parent, 0)].own | block.mask
        if not (near & _MARKED or _SAYS_BY.match(block.text)):
            continue
        match = _NAME.fullmatch(block.text)
        if match and _NO_NAMES.isdisjoint(match["name"].lower().split()):
            return match["name"]
    return None
