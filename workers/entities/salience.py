"""How much an article is about an entity: how often it is named, how early, and whether the headline names it."""

import math
from collections.abc import Sequence

from workers.entities.mention import Mention


def salience(mentions: Sequence[Mention], text_length: int, all_mentions: int) -> float:
    """0 to 1, rounded to 4 digits: half frequency, three tenths first place, two tenths headline."""
    in_text = [mention.start for mention in mentions if mention.field == "text"]
    headline = len(in_text) < len(mentions)
    frequency = math.sqrt(len(mentions) / max(all_mentions, 1))
    earliness = 1.0 if headline else 1 - min(in_text) / max(text_length, 1)
    return round(0.5 * frequency + 0.3 * earliness + 0.2 * headline, 4)
