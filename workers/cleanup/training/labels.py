"""Which lines of a page belong to the expected article: labels for training, from the article's text alone."""

import re
from bisect import bisect
from collections import Counter

_WORD = re.compile(r"\w+")
_RUN = 4  # words; shorter lines are told by their neighbours
_REACH = 6

Words = list[str]


def label_lines(texts: list[str], expected: str) -> list[float]:
    """Share of each line (0 to 1) that stands in the expected text.

    A text that the page repeats is credited once, to the copy with the most article around it. Lines of fewer than
    four words count when the expected text has them between the lines before and after.
    """
    target = _WORD.findall(expected)
    runs = _runs(target)
    left = Counter(runs)
    places: dict[tuple[str, ...], list[int]] = {}
    for at, run in enumerate(runs):
        places.setdefault(run, []).append(at)
    words = [_WORD.findall(text) for text in texts]
    own = [_runs(line) for line in words]
    share = [sum(run in places for run in line) / len(line) if line else 0.0 for line in own]
    total = [0]
    for line, part in zip(words, share, strict=True):
        total.append(total[-1] + (len(line) if part >= 0.5 else 0))

    def around(at: int) -> int:
        return total[min(len(texts), at + _REACH + 1)] - total[max(0, at - _REACH)] - (total[at + 1] - total[at])

    labels = [0.0] * len(texts)
    for at in sorted((at for at in range(len(texts)) if share[at] >= 0.3), key=lambda at: (-around(at), at)):
        hits = 0
        for run in own[at]:
            if left[run] > 0:
                left[run] -= 1
                hits += 1
        labels[at] = hits / len(own[at])
    _label_short_lines(words, own, labels, target, places)
    return labels


def _label_short_lines(
    words: list[Words],
    own: list[list[tuple[str, ...]]],
    labels: list[float],
    target: Words,
    places: dict[tuple[str, ...], list[int]],
) -> None:
    rows, spans = _anchors(words, own, labels, places)
    if not rows:
        return
    used = [False] * len(target)
    for start, end in spans:
        for place in range(max(0, start), min(len(target), end)):
            used[place] = True
    for at, line in enumerate(words):
        if labels[at] >= 0.5 or not line or len(line) >= _RUN:
            continue
        after = bisect(rows, at)
        low = spans[after - 1][1] - 2 if after else spans[0][0] - 40
        high = spans[after][0] + 2 if after < len(rows) else low + 40
        low, high = max(0, low), min(len(target), high)
        if high - low > 300:
            continue
        for place in range(low, high - len(line) + 1):
            end = place + len(line)
            if target[place:end] == line and not any(used[place:end]):
                labels[at] = 1.0
                used[place:end] = [True] * len(line)
                break


def _anchors(
    words: list[Words], own: list[list[tuple[str, ...]]], labels: list[float], places: dict[tuple[str, ...], list[int]]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Lines that surely belong, and where each stands in the expected text."""
    rows, spans, last = [], [], -1
    for at, line in enumerate(own):
        if labels[at] < 0.5:
            continue
        for offset, run in enumerate(line):
            later = [place for place in places.get(run, ()) if place >= last]
            if later and later[0] - last < 3000:
                rows.append(at)
                spans.append((later[0] - offset, later[0] - offset + len(words[at])))
                last = max(last, later[0])
                break
    return rows, spans


def _runs(words: Words) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
