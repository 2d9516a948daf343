"""Hostile and broken inputs for the cleanup stage: what a queue that takes pages from anywhere will meet."""

import gzip
import zlib

SENTENCE = (
    "The harbour council voted on Tuesday for a larger budget, and the mayor said that work would begin in spring. "
)
PAGE = "<html><head><title>t</title></head><body><article>{}</article></body></html>"


def pages() -> dict[str, str]:
    """HTML bodies by name."""
    text = f"<p>{SENTENCE * 4}</p>"
    return {
        "5,000 nested div": "<div>" * 5000 + text + "</div>" * 5000,
        "5,000 nested span": "<span>" * 5000 + text,
        "300 nested tables": "<table><tr><td>" * 300 + text,
        "unclosed b, many": text + "<b>x " * 4000,
        "100,000 attributes": "<p " + " ".join(f'a{n}="{n}"' for n in range(100_000)) + f">{SENTENCE}</p>",
        "100,000 attributes without values": "<p " + " ".join(f"a{n}" for n in range(100_000)) + f">{SENTENCE}</p>",
        "1,900 attributes on 20 tags": ("<p " + " ".join(f"a{n}=1" for n in range(1900)) + f">{SENTENCE}</p>") * 20,
        "an attribute of 4 MB": f'<p title="{"x" * 4_000_000}">{SENTENCE * 4}</p>',
        "5 MB without a space": "<p>" + "x" * 4_900_000 + "</p>",
        "words of 19,000 characters": "<p>" + ("x" * 19_000 + " ") * 200 + "</p>",
        "200,000 br": text + "<br>" * 200_000 + text,
        "200,000 br with text between": text + "<br>a" * 200_000,
        "50,000 paragraphs": "<p>short words</p>" * 50_000,
        "30,000 links": '<a href="/x">link words here</a> ' * 30_000,
        "29,000 dated comments": text + '<div class="comment">3 May 2026</div>' * 29_000,
        "20,000 list items": "<ul>" + f"<li>{SENTENCE}" * 20_000 + "</ul>",
        "10 MB of prose": text * 25_000,
        "entity flood": "<p>" + "&amp;" * 200_000 + "</p>" + text,
        "nested entity flood": "<p>&" + "amp;" * 200_000 + "</p>" + text,
        "numeric entities out of range": "<p>" + "&#99999999;&#xD800;&#0;" * 10_000 + "</p>" + text,
        "truncated in a tag": PAGE.format(text)[:-60] + "<p class=",
        "truncated in a comment": PAGE.format(text) + "<!-- never closed " + text * 50,
        "truncated in a script": PAGE.format(text) + "<script>" + text * 50,
        "truncated in a quoted value": PAGE.format(text) + '<a href="' + text * 50,
        "interleaved tags": "<b><i><p></b><table></i></p>" * 500 + text + "</table>",
        "closing tags alone": "</div></p></article>" * 10_000 + text,
        "tables in paragraphs in tables": "<p><table><p><tr><p><td>" * 100 + text,
        "comment openers": "<!--" * 100_000,
        "dashes in comments": "<!--" + "-" * 1_000_000 + text,
        "angle brackets": "<" * 500_000,
        "quotes without end": "<a b='" * 50_000 + text,
        "cdata and processing instructions": "<![CDATA[" + text + "]]><?php " * 1000 + text,
        "doctype with entities": '<!DOCTYPE a [<!ENTITY b "'
        + "c" * 1000
        + '"><!ENTITY d "&b;&b;&b;">]>'
        + "&d;" * 5000
        + text,
        "xml declaration of another encoding": '<?xml version="1.0" encoding="utf-16"?>' + PAGE.format(text),
        "meta charset that lies": '<meta charset="utf-16">' + text * 5,
        "base and refresh": '<base href="file:///"><meta http-equiv="refresh" content="0;url=file:///">' + text * 5,
        "json-ld nested 10,000 deep": '<script type="application/ld+json">'
        + '{"a":[' * 10_000
        + "</script>"
        + text * 5,
        "json-ld of wrong types": '<script type="application/ld+json">[{"@type":"Article","headline":[1],"author":5,'
        '"datePublished":{"a":1},"publisher":[[[]]],"articleBody":7,"@id":[]}]</script>' + text * 5,
        "dates beyond the calendar": '<meta name="date" content="9999-12-31T23:59:59-14:00">'
        '<meta name="pubdate" content="2026-99-99">' + text * 5,
        "a headline of 1 MB": f'<meta property="og:title" content="{"word " * 200_000}">' + text * 5,
        "right-to-left and zero-width marks": f"<p>{chr(0x202E)}{SENTENCE}{chr(0x200B) * 50_000}{SENTENCE}</p>"
        + text * 5,
        "combining marks on one letter": "<p>a" + "\u0301" * 15_000 + "</p>" + text * 5,
        "private use and unassigned": "<p>" + "\ue000\ufdd0\U000e0001" * 5_000 + "</p>" + text * 5,
        "empty elements alone": "<div></div>" * 20_000,
        "one character": "x",
        "a tag and nothing": "<p>",
        "forms and frames": "<iframe src=x></iframe><form><select>"
        + "<option>o" * 20_000
        + "</select></form>"
        + text * 5,
        "svg bomb": "<svg>" + "<use href='#a'/>" * 40_000 + "</svg>" + text * 5,
    }


def texts() -> dict[str, str]:
    """Plain-text bodies by name."""
    return {
        "text: 5 MB without a space": "x" * 4_900_000,
        "text: 400,000 short lines": "a b\n" * 400_000,
        "text: 49,000 short lines": "a b\n" * 49_000,
        "text: 300,000 blank lines": SENTENCE + "\n \n" * 300_000 + SENTENCE,
        "text: 10 MB": SENTENCE * 100_000,
        "text: furniture alone": "Share\nSubscribe\nSign in\nMenu\n" * 5_000,
        "text: 10,000 lines of brackets": "\n".join(f"{'(a b ' * 80}{at}" for at in range(10_000)),
        "text: tail headings alone": "Read more\n" * 20_000,
        "text: 20,000 tail headings between paragraphs": f"Read more\n{SENTENCE}\n" * 20_000,
        "text: mojibake": (SENTENCE + "The mayorâ€™s cafÃ© ") * 2_000,
        "text: nested entities": "&" + "amp;#38;" * 200_000 + SENTENCE,
        "text: one line of 4 MB": SENTENCE * 36_000,
    }


def files() -> dict[str, bytes]:
    """Raw files by name, for decode()."""
    page = PAGE.format(f"<p>{SENTENCE * 4}</p>")
    return {
        "file: gzip": gzip.compress(page.encode()),
        "file: deflate": zlib.compress(page.encode() * 50),
        "file: png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100,
        "file: pdf": b"%PDF-1.7\n" + page.encode(),
        "file: every byte": bytes(range(256)) * 1000,
        "file: NUL alone": b"\x00" * 100_000,
        "file: utf-16 cut in half": ("\ufeff" + page).encode("utf-16-le")[:-1],
        "file: utf-8 with broken bytes": page.encode().replace(b"Tuesday", b"Tues\xff\xfeday"),
        "file: overlong utf-8": page.encode() + b"\xc0\xaf\xe0\x80\xaf",
        "file: cp1252 labelled utf-8": b'<meta charset="utf-8">' + f"<p>{SENTENCE} café — “x”</p>".encode("cp1252"),
        "file: utf-7": b"+ADw-script+AD4-" + page.encode(),
        "file: empty": b"",
    }
