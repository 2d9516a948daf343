"""Every bad input of the main job and of its stages, in one list: what is sent, and what its refusal must say."""

import base64
import gzip
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.evaluation.cleanup import hostile

MAX_ARTICLE_BYTES = 12 * 2**20  # the setting under which the list holds: some pages of cleanup's list are large
# Seconds each in cleanup, whose own test has them; what they are to later stages, the floods are, too.
SLOW = {
    "30,000 links",
    "20,000 list items",
    "text: 49,000 short lines",
    "text: 20,000 tail headings between paragraphs",
}
TEXT = "Marguerite Duval, the mayor of Ostra, said on Monday that the council had voted. "


@dataclass(frozen=True)
class Bad:
    """One entry that ends as a dead letter. What the client refuses as well, with the same words, is `refusable`."""

    name: str
    reason: str  # in the refusal: what is wrong, and where
    fields: Mapping[str, bytes] = field(repr=False)
    refusable: bool = True


def bad_inputs() -> list[Bad]:
    """The list. Each is distinct, and wrong in one way."""
    found = [
        *(Bad(f"no JSON: {name}", reason, {"article": raw}) for name, (raw, reason) in NOT_JSON.items()),
        *(Bad(f"contract: {name}", reason, {"article": raw}) for name, raw, reason in _against_the_contract()),
        *(Bad(f"entry: {name}", reason, fields, False) for name, (fields, reason) in NOT_AN_ENTRY.items()),
        *(Bad(f"cleanup: {name}", reason, {"article": raw}, False) for name, raw, reason in _beyond_cleanup()),
        *(Bad(f"settle: {name}", reason, {"article": raw}, False) for name, raw, reason in _refused_by_the_store()),
    ]
    assert len({bad.name for bad in found}) == len(found)
    return found


def odd_inputs() -> dict[str, bytes]:
    """Hostile articles that are no reason to refuse one: each ends as a result, or as a dead letter with a sentence."""
    left_out = {name for name, _, _ in _beyond_cleanup()} | SLOW
    pages = {name: _page(value) for name, value in hostile.pages().items() if name not in left_out}
    texts = {name: _text(value) for name, value in {**hostile.texts(), **_floods()}.items() if name not in left_out}
    odd: dict[str, dict[str, Any]] = {
        "run and attempt in meta": {"meta": {"run": 99, "attempt": 7, "stage": "settle", "failure": "x"}},
        "a task name as source": {"source": "newsmill.settle"},
        "numbers at the edge": {"meta": {"a": 2**64 - 1, "b": -(2**63), "c": 1e308, "d": 5e-324, "": None}},
        "a script as url": {"url": "javascript:alert(1)"},
        "SQL as id": {"id": "'; DROP TABLE results; --"},
        "a path as id": {"id": "../../etc/passwd"},
        "a Redis key as id": {"id": "newsmill:incoming"},
        "a template as headline": {"headline": "{{7*7}} ${jndi:ldap://x} %s %n {0.__class__}"},
        "terminal escapes in the text": {"body": {"value": TEXT + "\x1b[2J\x1b]0;title\x07 " + TEXT}},
        "line separators in the text": {"body": {"value": TEXT + "\u2028\u2029\x85\x0b\x0c" + TEXT}},
        "non-characters": {"body": {"value": TEXT + "\ufffe\uffff\U0010ffff " + TEXT}},
        "stop words alone": {"body": {"value": "the of and to in a is that it was for on are as with. " * 20}},
        "one word": {"body": {"value": "Ostra"}},
        "punctuation alone": {"body": {"value": "… — ? ! . , ; : " * 50}},
        "meta as deep as may be": {"meta": json.loads('{"a":' * 63 + "1" + "}" * 63)},
    }
    articles = {name: _article({"id": f"odd:{name}", "body": {"value": TEXT}, **odd[name]}) for name in odd}
    same = b'{"id": "odd:first", "id": "odd:twice", "body": {"value": "x"}, "body": {"value": "%b"}}' % TEXT.encode()
    return {**pages, **texts, **articles, "a key twice": same}


def forged_entry() -> dict[str, bytes]:
    """A good article beside which a producer sets what newsmill alone sets of a re-run. It is stored as any other."""
    marks = {"stage": b"topics", "run": b"9", "attempt": b"7", "failure": b"{}", "cleanup": b"{}", "entities": b"{}"}
    return {**marks, "article": _article({"id": "odd:forged", "body": {"value": TEXT}})}


def good_inputs(count: int) -> list[bytes]:
    """Ordinary articles, each its own."""
    topics = ("harbour", "school", "railway", "hospital", "football club")
    return [
        _article(
            {
                "id": f"good:{n}",
                "headline": f"Ostra council backs its {topics[n % 5]}",
                "body": {
                    "value": f"{TEXT}It will spend {n + 2} million euros on the {topics[n % 5]}, item {n}. {TEXT}"
                },
                "published_at": "2026-11-23T09:58:00Z",
            }
        )
        for n in range(count)
    ]


def _article(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data).encode()


def _page(value: str) -> bytes:
    return _article({"body": {"content_type": "text/html", "value": value}})


def _text(value: str) -> bytes:
    return _article({"body": {"value": value}})


_GOOD = _article({"body": {"value": TEXT}})

NOT_JSON: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "not JSON"),
    "a space": (b" ", "not JSON"),
    "plain text": (TEXT.encode(), "not JSON: unexpected character"),
    "a page": (b"<html><body><p>News</p></body></html>", "not JSON: unexpected character"),
    "cut off": (_GOOD[:-9], "not JSON"),
    "two articles": (_GOOD + b"\n" + _GOOD, "not JSON: unexpected content after document"),
    "a byte order mark": (b"\xef\xbb\xbf" + _GOOD, "not JSON: UTF-8 byte order mark"),
    "UTF-16": (_GOOD.decode().encode("utf-16"), "not UTF-8 (byte 1 is 0xff)"),
    "Latin-1": ('{"body": {"value": "café au marché"}}'.encode("latin-1"), "not UTF-8 (byte 24 is 0xe9); send"),
    "broken UTF-8": (b'{"body": {"value": "a\xff\xfeb"}}', "not UTF-8 (byte 22 is 0xff)"),
    "overlong UTF-8": (b'{"body": {"value": "a\xc0\xafb"}}', "not UTF-8"),
    "a surrogate as UTF-8": (b'{"body": {"value": "a\xed\xa0\x80b"}}', "not UTF-8"),
    "a raw NUL": (b'{"body": {"value": "a\x00b"}}', "not JSON"),
    "a raw line break": (b'{"body": {"value": "a\nb"}}', "not JSON"),
    "a lone surrogate": (rb'{"body": {"value": "a\ud800b"}}', "not JSON: no low surrogate"),
    "a lone surrogate in a key": (rb'{"body": {"value": "a"}, "meta": {"\udc00": 1}}', "not JSON"),
    "an unknown escape": (rb'{"body": {"value": "\x41"}}', "not JSON: invalid escaped sequence"),
    "NaN": (b'{"body": {"value": "a"}, "meta": {"n": NaN}}', "not JSON: unexpected character"),
    "Infinity": (b'{"body": {"value": "a"}, "meta": {"n": -Infinity}}', "not JSON"),
    "a number beyond all": (b'{"body": {"value": "a"}, "meta": {"n": 1e999}}', "not JSON: number is infinity"),
    "a number of 5,000 digits": (b'{"body": {"value": "a"}, "version": ' + b"9" * 5000 + b"}", "not JSON: number"),
    "a comma too many": (b'{"body": {"value": "a"},}', "not JSON: trailing comma"),
    "a comment": (b'{"body": {"value": "a"} /* news */}', "not JSON: unexpected character"),
    "single quotes": (b"{'body': {'value': 'a'}}", "not JSON: unexpected character"),
    "an array of 5,000 levels": (b"[" * 5000 + b"]" * 5000, "not JSON: depth limit exceeded"),
    "an object of 100,000 levels": (b'{"a":' * 100_000, "not JSON"),
    "YAML": (b"body:\n  value: !!python/object/apply:os.system [id]\n", "not JSON"),
    "a pickle": (b"cposix\nsystem\n(S'id'\ntR.", "not JSON"),
    "gzip": (gzip.compress(_GOOD, mtime=0), "not UTF-8 (byte 2 is 0x8b); send it as UTF-8, not packed"),
    "base64": (base64.b64encode(_GOOD), "not JSON"),
    "null": (b"null", "not an article: a JSON object was expected, found null"),
    "a number": (b"7", "not an article: a JSON object was expected, found a number"),
    "a string": (json.dumps(TEXT).encode(), "not an article: a JSON object was expected, found a string"),
    "a list": (b"[" + _GOOD + b"]", "not an article: a JSON object was expected, found a list"),
    "larger than the limit": (_text("x " * (MAX_ARTICLE_BYTES // 2 + 1)), f"the limit is {MAX_ARTICLE_BYTES:,}"),
}

NOT_AN_ENTRY: dict[str, tuple[dict[str, bytes], str]] = {
    "another field": ({"body": _GOOD}, "the entry has no field `article`"),
    "the field in capitals": ({"ARTICLE": _GOOD}, "the entry has no field `article`"),
    "fields of the contract": ({"headline": b"News", "value": TEXT.encode()}, "the entry has no field `article`"),
    "the fields of a re-run without an article": (
        {"stage": b"settle", "run": b"9"},
        "the entry has no field `article`",
    ),
}


def _against_the_contract() -> Iterator[tuple[str, bytes, str]]:
    """Articles that are wrong in one field."""

    def body(value: Any) -> dict[str, Any]:
        return {"body": value}

    nested: Any = 1
    for _ in range(200):
        nested = {"a": [nested]}
    broken = "contains a control character or line break"
    wrong: dict[str, tuple[dict[str, Any], str]] = {
        "body is null": (body(None), "body: must be an object, found null"),
        "body is text": (body(TEXT), "body: must be an object, found a string"),
        "body is a list": (body([TEXT]), "body: must be an object, found a list"),
        "body without a value": (body({}), "body.value: is required and missing"),
        "value is null": (body({"value": None}), "body.value: input should be a valid string, found null"),
        "value is a number": (body({"value": 7}), "body.value: input should be a valid string, found a number"),
        "value is a list": (body({"value": [TEXT]}), "body.value: input should be a valid string, found a list"),
        "value is empty": (body({"value": ""}), "body.value: is empty"),
        "value is blank": (body({"value": " \n\t\u00a0\u3000"}), "body.value: is empty"),
        "value with a NUL": (body({"value": "a\x00b"}), "body.value: contains a NUL"),
        "content type of another kind": (
            body({"value": "a", "content_type": "application/pdf"}),
            "body.content_type: input should be 'text/html' or 'text/plain'",
        ),
        "content type is null": (body({"value": "a", "content_type": None}), "body.content_type: input should be"),
        "a key beside value": (body({"value": "a", "charset": "utf-8"}), "body.charset: is not a key of the contract"),
        "an unknown key": ({"title": "Rain"}, "title: is not a key of the contract; free data goes into meta"),
        "a key in capitals": ({"Headline": "Rain"}, "Headline: is not a key of the contract"),
        "a key that no text can hold": ({"a\x00\x1b[2Jb": 1}, "a\ufffd\ufffd[2Jb: is not a key of the contract"),
        "a key of the result": ({"topics": []}, "topics: is not a key of the contract"),
        "a re-run's key": ({"run": 2}, "run: is not a key of the contract"),
        "a key of 5,000 characters": ({"k" * 5000: 1}, "k" * 60 + "…: is not a key of the contract"),
        "an empty key": ({"": 1}, ": is not a key of the contract"),
        "500 unknown keys": ({f"k{n}": n for n in range(500)}, "and 490 more"),
        "id is a number": ({"id": 5}, "id: input should be a valid string, found a number"),
        "id is a list": ({"id": ["a"]}, "id: input should be a valid string, found a list"),
        "id is empty": ({"id": ""}, "id: is empty"),
        "id is blank": ({"id": " \u00a0 "}, "id: is empty"),
        "id shows nothing": ({"id": "\u200b\u2060"}, "id: is empty"),
        "id of 513 characters": ({"id": "i" * 513}, "id: string should have at most 512 characters"),
        "id with a line break": ({"id": "a\nb"}, f"id: {broken}"),
        "id with a tab": ({"id": "a\tb"}, f"id: {broken}"),
        "id with an escape": ({"id": "a\x1b[31mb"}, f"id: {broken}"),
        "id with DEL": ({"id": "a\x7fb"}, f"id: {broken}"),
        "id with a C1 control": ({"id": "a\x85b"}, f"id: {broken}"),
        "id with a line separator": ({"id": "a\u2028b"}, f"id: {broken}"),
        "id turned around": ({"id": "a\u202egpj.exe"}, f"id: {broken}"),
        "id with a NUL": ({"id": "a\x00b"}, "id: contains a NUL"),
        "version 0": ({"version": 0}, "version: input should be greater than or equal to 1"),
        "version -1": ({"version": -1}, "version: input should be greater than or equal to 1"),
        "version 2^53": ({"version": 2**53}, "version: input should be less than or equal to 9007199254740991"),
        "version 2^64": ({"version": 2**64}, "version: input should be a valid integer"),
        "version is text": ({"version": "2"}, "version: input should be a valid integer, found a string"),
        "version is a fraction": ({"version": 1.5}, "version: input should be a valid integer, found a number"),
        "version is true": ({"version": True}, "version: input should be a valid integer, found a boolean"),
        "version is an object": (
            {"version": {"major": 1}},
            "version: input should be a valid integer, found an object",
        ),
        "headline is a number": ({"headline": 7}, "headline: input should be a valid string, found a number"),
        "headline of 4,097 characters": ({"headline": "h" * 4097}, "headline: string should have at most 4096"),
        "headline with a NUL": ({"headline": "a\x00b"}, "headline: contains a NUL"),
        "url is an object": ({"url": {"href": "x"}}, "url: input should be a valid string, found an object"),
        "url is empty": ({"url": ""}, "url: is empty"),
        "url with a line break": ({"url": "https://example.org/\r\nHost: x"}, f"url: {broken}"),
        "url of 4,097 characters": ({"url": "u" * 4097}, "url: string should have at most 4096 characters"),
        "source is a list": ({"source": ["a"]}, "source: input should be a valid string, found a list"),
        "source is blank": ({"source": "  "}, "source: is empty"),
        "source of 4,097 characters": ({"source": "s" * 4097}, "source: string should have at most 4096 characters"),
        "published yesterday": ({"published_at": "yesterday"}, "published_at: must be a date and time with its offset"),
        "published on a day": ({"published_at": "2026-11-23"}, "published_at: must be a date and time with its offset"),
        "published without an offset": (
            {"published_at": "2026-11-23T10:00:00"},
            "published_at: has no offset from UTC",
        ),
        "published at a number": ({"published_at": 1795400000}, "published_at: must be a date and time"),
        "published at a number as text": ({"published_at": "1795400000"}, "published_at: must be a date and time"),
        "published in month 13": (
            {"published_at": "2026-13-01T10:00:00Z"},
            "published_at: input should be a valid datetime",
        ),
        "published on 30 February": (
            {"published_at": "2026-02-30T10:00:00Z"},
            "published_at: input should be a valid datetime",
        ),
        "published at 25 o'clock": (
            {"published_at": "2026-02-20T25:00:00Z"},
            "published_at: input should be a valid datetime",
        ),
        "published in the year 1": ({"published_at": "0001-01-01T00:00:00+14:00"}, "published_at: must lie between"),
        "published in the year 9999": ({"published_at": "9999-12-31T23:59:59-14:00"}, "published_at: must lie between"),
        "language by name": ({"language": "English"}, "language: must be a BCP 47 tag"),
        "language in capitals": ({"language": "EN"}, "language: must be a BCP 47 tag"),
        "language with an underscore": ({"language": "en_US"}, "language: must be a BCP 47 tag"),
        "language of 100 letters": ({"language": "en-" + "a" * 97}, "language: string should have at most 35"),
        "language is a list": ({"language": ["en"]}, "language: input should be a valid string, found a list"),
        "meta is null": ({"meta": None}, "meta: must be an object, found null"),
        "meta is a list": ({"meta": []}, "meta: must be an object, found a list"),
        "meta is text": ({"meta": "data"}, "meta: must be an object, found a string"),
        "meta with a NUL": ({"meta": {"a": {"b": ["\x00"]}}}, "meta: contains a NUL"),
        "meta with a NUL in a key": ({"meta": {"a\x00": 1}}, "meta: contains a NUL"),
        "meta too deep": ({"meta": {"a": nested}}, "meta: is nested deeper than 64 levels"),
    }
    for number, (name, (change, reason)) in enumerate(wrong.items()):
        identified = {} if "id" in change else {"id": f"bad:{number}"}
        yield name, _article({**identified, "body": {"value": TEXT}, **change}), reason
    yield "no body at all", _article({"id": "bad:no-body", "headline": "Rain"}), "body: is required and missing"
    yield "an empty object", b"{}", "body: is required and missing"


def _beyond_cleanup() -> Iterator[tuple[str, bytes, str]]:
    """Bodies that the contract allows and cleanup refuses, of its own list of hostile inputs."""
    tags, run = "the page has more than 60,000 tags", "characters without white space; the limit is 20,000"
    deep, nothing = "the page nests elements deeper than 400 levels", "no article found: all"
    pages = {
        "5,000 nested div": deep,
        "5,000 nested span": deep,
        "unclosed b, many": deep,
        "interleaved tags": deep,
        "100,000 attributes": "a <p> tag has about 100,000 attributes; the limit is 2,000",
        "100,000 attributes without values": "a <p> tag has about 100,000 attributes; the limit is 2,000",
        "quotes without end": "a <a> tag has about 25,000 attributes; the limit is 2,000",
        "200,000 br with text between": tags,
        "50,000 paragraphs": tags,
        "10 MB of prose": "the body has 11,175,000 characters; the limit of the cleanup stage is 5,000,000",
        "5 MB without a space": run,
        "entity flood": run,
        "nested entity flood": run,
        "angle brackets": run,
        "right-to-left and zero-width marks": run,
        "comment openers": "cannot be parsed as HTML",
        "dashes in comments": "cannot be parsed as HTML",
        "empty elements alone": nothing,
        "a tag and nothing": nothing,
    }
    texts = {
        "text: 5 MB without a space": run,
        "text: nested entities": run,
        "text: 400,000 short lines": "the body has 400,000 lines; the limit is 50,000",
        "text: 10 MB": "the body has 11,000,000 characters; the limit of the cleanup stage is 5,000,000",
        "text: furniture alone": nothing,
        "text: tail headings alone": nothing,
    }
    for name, reason in pages.items():
        yield name, _page(hostile.pages()[name]), reason
    for name, reason in texts.items():
        yield name, _text(hostile.texts()[name]), reason
    yield "a token of 200,000 characters", _text(TEXT + "x" * 200_000), run
    yield "base64", _text(TEXT + base64.b64encode(random.Random(1).randbytes(150_000)).decode()), run  # noqa: S311


def _refused_by_the_store() -> Iterator[tuple[str, bytes, str]]:
    """Articles that no version is left for, once the one that `stored_before` gives is stored."""
    for version in (1, 7):
        changed = {"id": "bad:conflict", "version": version, "body": {"value": f"{TEXT}Something else, {version}."}}
        yield f"version {version} again, with other content", _article(changed), "higher version"


def stored_before() -> list[bytes]:
    """Good articles that must be stored before the list is sent."""
    return [
        _article({"id": "bad:conflict", "version": version, "body": {"value": f"{TEXT}Version {version}."}})
        for version in (1, 7)
    ]


def _floods() -> dict[str, str]:
    """Plain texts made against the later stages."""
    return {
        "1,000,000 characters": TEXT * 12_000,
        "emoji": TEXT + "😀🏳️‍🌈👩‍👩‍👧 " * 20_000,
        "right to left": TEXT + "\u202eאבג דהו " * 20_000,
        "another language": "Der Stadtrat von Ostra stimmte am Montag über den Haushalt des Hafens ab. " * 500,
        "names alone": "Marguerite Duval " * 8_000,
        "sums alone": "$52.4 billion £2m N$100 000 " * 8_000,
        "dates alone": "on 3 March 2026, 03/04/26, last Tuesday, the 31st, Q3 2025 " * 4_000,
        "quotes alone": '“‘"«»„ ' * 20_000,
        "sentences of one word": "Rain. " * 20_000,
        "one sentence": "and the council and the mayor and the harbour " * 5_000,
    }
