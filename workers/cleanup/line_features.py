"""What a line of text says about itself: numbers for the learned parts, the same for pages and plain text."""

import re
import string

import numpy as np

from workers.cleanup.context import Matrix
from workers.cleanup.lexicon import Lexicon
from workers.cleanup.lines import Line

# Two characters of a script without spaces count as a word.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\u3040-\u30ff\u3400-\u9fff][^\W\u3040-\u30ff\u3400-\u9fff'’-]*"
)
_FUNCTION_WORDS = frozenset(
    _WORD.findall(
        "the of and to in a is that for on with as was at by from it be are an this have has had were which or but not "
        "his her their its he she they we you i who will would been more than when"
    )
)
_SAMPLE = 400  # characters; what a line is shows at its start
_RARE = re.compile(r"[^\x00-\x7f]")
_DIGITS, _CAPITALS = string.digits.encode(), string.ascii_uppercase.encode()
_ALPHANUMERIC = _DIGITS + string.ascii_letters.encode()
_PERSONS = frozenset(["i", "we", "my", "our", "us", "you", "your"])
_QUOTE = re.compile('["“”„«]')
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? [0-9]{1,2}\b|\b[0-9]{1,2} (?:jan|feb|mar|apr|may"
    r"|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}\b|\b[0-9]{1,2}:[0-9]{2}\b"
    r"|\b(?:ago|updated|published|posted|min read|minutes? read)\b",
)
_BYLINE = re.compile(r"^(?:by|from|written by|words by|author:?|reviewed by|edited by|photos? by)\b")
_CALL = re.compile(
    r"\b(?:subscribe|sign up|sign in|log in|newsletter|click here|click|download|register|join|follow|share|read more"
    r"|learn more|free|contact us|privacy|cookies?|terms|rights reserved|your email|comments?|advert\w*|sponsor\w*"
    r"|shop|buy now|donate|app|account|unsubscribe|affiliate|commission)\b",
)
_ABOUT = re.compile(
    r"\b(?:is an? (?:\w+ ){0,4}(?:writer|editor|reporter|journalist|correspondent|author|blogger|contributor|producer"
    r"|freelance\w*|professor|columnist)|contributed to this|originally (?:published|appeared)|all opinions"
    r"|about the author|follow (?:him|her|them)|reach (?:him|her|them)|can be reached|has written|republished"
    r"|this (?:article|story|post) (?:was|is|has|originally|first)|lives in|covers?)\b",
)
_CREDIT = re.compile(
    r"(?:getty|shutterstock|reuters|ap photo|afp|photograph|photo by|image:|photo:|courtesy|credit|via ap|istock"
    r"|unsplash|pexels|alamy|\((?:left|right|center|above)\)|pictured|file photo|screenshot|epa\b|handout)",
)
_READ = re.compile(
    r"^(?:read|see|watch|related|more|also|listen|don.t miss|check out|explore|next|recommended|here)\b", re.IGNORECASE
)

NAMES = (
    "words",
    "chars",
    "mean_word",
    "sentence",
    "cut",
    "comma_share",
    "digit_share",
    "upper_share",
    "title_share",
    "function_share",
    "title_like",
    "starts_lower",
    "starts_upper",
    "marks",
    "ends_colon",
    "question",
    "quote",
    "first_person",
    "date",
    "byline",
    "call",
    "calls",
    "about",
    "credit",
    "read",
    "lexicon",
    "tail",
    "url",
    "at_sign",
    "copyright",
    "pipe",
    "bullet",
    "periods",
    "headline_overlap",
    "headline_equal",
    "repeated",
)
# What only English text can say: MASKED in other languages, and the model of these is trained with that.
ENGLISH = ("function_share", "first_person", "byline", "call", "calls", "about", "credit", "read", "lexicon", "tail")
MASKED = -1.0


def line_features(lines: list[Line], lexicon: Lexicon, headline: str | None, english: bool) -> Matrix:
    """One row a line, one column a name of NAMES, float32."""
    title = frozenset(_WORD.findall((headline or "").casefold()))
    folded = [line.text.casefold() for line in lines]
    seen: dict[str, int] = {}
    for text in folded:
        seen[text] = seen.get(text, 0) + 1
    rows = np.empty((len(lines), len(NAMES)), dtype=np.float32)
    for at, (line, low) in enumerate(zip(lines, folded, strict=True)):
        rows[at] = _row(line, low, lexicon, title, seen[low])
    if not english:
        rows[:, [NAMES.index(name) for name in ENGLISH]] = MASKED
    return rows


def _row(line: Line, low: str, lexicon: Lexicon, title: frozenset[str], seen: int) -> tuple[float, ...]:
    text = line.text
    words = _WORD.findall(low)
    count, chars = len(words), len(text)
    some = max(count, 1)
    sample = text[:_SAMPLE]
    start = sample.lower()
    digits, upper, letters = _kinds_of_characters(sample)
    own = set(words)
    calls = len(_CALL.findall(start)) if count < 120 else 0
    return (
        min(count, 400) ** 0.5,
        min(chars, 3000) ** 0.5,
        min(chars / some, 30),
        line.ends_sentence,
        text.endswith(("...", "…", "[…]", "»", ">", "›", "→")),
        text.count(",") / some,
        digits / len(sample),
        upper / len(sample),
        sum(map(str.istitle, sample.split(" "))) / (sample.count(" ") + 1),
        sum(map(_FUNCTION_WORDS.__contains__, words[:100])) / min(some, 100),
        line.is_title_like,
        text[0].islower(),
        text[0].isupper(),
        1 - (letters + sample.count(" ")) / len(sample),
        text.endswith(":"),
        text.endswith("?"),
        any(char in text for char in '"“”„«'),
        not own.isdisjoint(_PERSONS),
        _DATE.search(start) is not None,
        _BYLINE.match(start) is not None,
        calls,
        calls / some,
        _ABOUT.search(start) is not None,
        _CREDIT.search(start) is not None,
        _READ.match(start) is not None,
        lexicon.reason(text) is not None,
        lexicon.heads_tail(text),
        "http" in low or "www." in low or ".com" in low,
        "@" in text,
        "©" in text or "copyright" in low,
        "|" in text,
        text[0] in "•-–—*·▪►›»",
        min(text.count(". "), 10),
        len(own & title) / max(len(title), 1) if title else 0,
        bool(title) and own == title,
        min(seen, 5),
    )


def _kinds_of_characters(text: str) -> tuple[int, int, int]:
    """How many digits, capitals, and letters or digits; ASCII is counted by what its removal leaves."""
    plain = text.encode("ascii", "ignore")
    rare = _RARE.findall(text)
    return (
        len(plain) - len(plain.translate(None, _DIGITS)) + sum(map(str.isdigit, rare)),
        len(plain) - len(plain.translate(None, _CAPITALS)) + sum(map(str.isupper, rare)),
        len(plain) - len(plain.translate(None, _ALPHANUMERIC)) + sum(map(str.isalnum, rare)),
    )
