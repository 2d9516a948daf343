"""Features of a line of text for the learned classifiers, the same for pages and plain text."""

from collections import Counter

import numpy as np

from workers.cleanup.arrays import Column, Mask
from workers.cleanup.characters import BULLET, CLOSING, DIGIT, LETTER, LOWER, QUOTE, UPPER, Characters, read_characters
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.lines import ends_sentence
from workers.cleanup.tokens import Tokens, tokenize
from workers.cleanup.vocabulary import CLASSES, Class

# What only English text can say: MASKED in other languages, and the model of these is trained with that.
ENGLISH = ("function_share", "first_person", "byline", "call", "calls", "about", "credit", "read", "lexicon", "tail")
MASKED = -1.0

_ARROWS = ("...", "…", "[…]", "»", ">", "›", "→")


def line_features(
    lines: list[str], tokens: Tokens, lexicon: Lexicon, headline: str | None, english: bool
) -> dict[str, Column]:
    """Columns by name, one number a line, float32. The order of the names is part of the trained models."""
    characters = read_characters(lines)
    chars, words = characters.lengths, tokens.words
    some = np.maximum(words, 1)
    columns = {
        "words": np.sqrt(np.minimum(words, 400)),
        "chars": np.sqrt(np.minimum(chars, 3000)),
        "mean_word": np.minimum(chars / some, 30),
        "sentence": [ends_sentence(line) for line in lines],
        "cut": [line.endswith(_ARROWS) for line in lines],
        "comma_share": characters.count(characters.codes == ord(",")) / some,
        "digit_share": characters.share(DIGIT),
        "upper_share": characters.share(UPPER),
        "letter_share": characters.share(LETTER),
        "title_like": (chars <= 160) & (words <= 20) & ~characters.last(CLOSING),
        "starts_lower": characters.first(LOWER),
        "starts_upper": characters.first(UPPER),
        "bullet": characters.first(BULLET),
        "ends_colon": [line.endswith(":") for line in lines],
        "question": [line.endswith("?") for line in lines],
        "quote": characters.count((characters.kinds & QUOTE) > 0) > 0,
        "pipe": ["|" in line for line in lines],
        "at_sign": ["@" in line for line in lines],
        "periods": np.minimum(characters.count(characters.followed(".", " ")), 10),
        "title_share": _title_words(characters) / some,
        "numeric_date": characters.count(characters.between_digits(":/-")) > 0,
        "repeated": _repeated(lines),
    }
    columns |= _worded(tokens, some) | _like_headline(tokens, headline)
    columns["lexicon"] = [lexicon.reason(line) is not None for line in lines]
    columns["tail"] = [lexicon.heads_tail(line) for line in lines]
    result = {name: np.asarray(column, dtype=np.float32) for name, column in columns.items()}
    if not english:
        result |= {name: np.full(len(lines), MASKED, dtype=np.float32) for name in ENGLISH}
    return result


def _worded(tokens: Tokens, some: Column) -> dict[str, Column]:
    count = len(tokens.counts)
    classes = np.array([CLASSES.get(token, 0) for token in tokens.texts] + [0], dtype=np.int64)
    line, sample = tokens.line, tokens.place < 100
    here, after = classes[:-1], classes[1:].copy()
    if len(line):
        after[:-1][line[1:] != line[:-1]] = 0

    def each(marks: Mask) -> Column:
        return np.bincount(line, marks & sample, count)

    first, second = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    filled = tokens.counts > 0
    first[filled] = here[tokens.starts[filled]]
    second[filled] = after[tokens.starts[filled]]
    month, number = (here & Class.MONTH) > 0, (here & Class.NUMBER) > 0
    day = (month & (after & Class.NUMBER > 0)) | (number & (after & Class.MONTH > 0))
    calls = each((here & Class.CALL > 0) | (here & Class.CALL_FIRST > 0) & (after & Class.CALL_SECOND > 0))
    calls[some > 120] = 0
    by = (first & Class.BY > 0) | (first & Class.WRITTEN > 0) & (second & Class.BY > 0)
    return {
        "function_share": each(here & Class.FUNCTION > 0) / np.minimum(some, 100),
        "first_person": each(here & Class.PERSON > 0) > 0,
        "date": each(day | (here & Class.DATED > 0)) > 0,
        "byline": by,
        "call": calls,
        "calls": calls / some,
        "about": np.minimum(each(here & Class.ABOUT > 0), 3),
        "credit": np.minimum(each(here & Class.CREDIT > 0), 3),
        "read": first & Class.READ > 0,
        "url": each(here & Class.ADDRESS > 0) > 0,
        "copyright": each(here & Class.COPYRIGHT > 0) > 0,
    }


def _like_headline(tokens: Tokens, headline: str | None) -> dict[str, Column]:
    title = frozenset(tokenize([headline]).texts) if headline else frozenset()
    shared = np.zeros(len(tokens.counts))
    if title:
        ends = np.cumsum(tokens.counts).tolist()
        for at, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
            shared[at] = len(title.intersection(tokens.texts[start:end]))
    overlap = shared / max(len(title), 1)
    return {"headline_overlap": overlap, "headline_equal": (overlap == 1) & (tokens.counts <= 1.5 * len(title) + 1)}


def _title_words(characters: Characters) -> Column:
    """How many words of each line begin with a capital."""
    begins = np.ones(len(characters.codes), dtype=np.bool_)
    begins[1:] = np.isin(characters.codes[:-1], (ord(" "), ord("\n")))
    total = np.concatenate([[0], np.cumsum(begins & ((characters.kinds & UPPER) > 0))])
    words: Column = total[characters.starts + characters.lengths] - total[characters.starts]
    return words


def _repeated(lines: list[str]) -> Column:
    folded = [line.lower() for line in lines]
    seen = Counter(folded)
    return np.array([min(seen[line], 5) for line in folded], dtype=np.float32)
